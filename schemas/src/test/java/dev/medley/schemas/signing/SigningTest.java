package dev.medley.schemas.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.medley.schemas.AdapterFile;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.OffsetRange;
import dev.medley.schemas.PartitionOffset;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signatures over checkpoints, with keys in files. */
final class SigningTest {
  @TempDir Path folder;
  private KeyFiles files;

  @BeforeEach
  void makeKeys() {
    files = KeyFiles.in(folder.resolve("keys"), "first");
  }

  @Test
  void shouldVerifyWhatItSigned() {
    // Given
    Checkpoint checkpoint = checkpoint();

    // When
    CheckpointSigner.of(files.privateKey()).sign(checkpoint);

    // Then
    assertThat(new TrustedKeys(files.trusted()).verify(checkpoint)).isTrue();
    assertThat(new TrustedKeys(files.trusted().resolve("first.pem")).verify(checkpoint)).isTrue();
  }

  @Test
  void shouldRefuseAChangeOfAnyField() {
    // Given
    TrustedKeys keys = new TrustedKeys(files.trusted());
    CheckpointSigner signer = CheckpointSigner.of(files.privateKey());

    for (Schema.Field field : Checkpoint.getClassSchema().getFields()) {
      Checkpoint checkpoint = checkpoint();
      signer.sign(checkpoint);

      // When
      checkpoint.put(field.pos(), changed(checkpoint.get(field.pos())));

      // Then
      assertThat(keys.verify(checkpoint)).as(field.name()).isFalse();
    }
  }

  private static Object changed(Object value) {
    if (value instanceof String text) {
      return text + "x";
    }
    if (value instanceof Long number) {
      return number + 1;
    }
    if (value instanceof Integer number) {
      return number + 1;
    }
    if (value instanceof Instant time) {
      return time.plusMillis(1);
    }
    if (value instanceof Map<?, ?>) {
      return Map.of("eval_loss", 1.5);
    }
    if (value instanceof List<?>) {
      return List.of();
    }
    return ByteBuffer.wrap(new byte[64]);
  }

  @Test
  void shouldRefuseAnUnsignedOrForeignCheckpoint() {
    // Given
    TrustedKeys keys = new TrustedKeys(files.trusted());
    KeyFiles others = KeyFiles.in(folder.resolve("others"), "other");
    Checkpoint foreign = checkpoint();

    // When
    CheckpointSigner.of(others.privateKey()).sign(foreign);

    // Then
    assertThat(keys.verify(foreign)).isFalse();
    assertThat(keys.verify(checkpoint())).isFalse();
  }

  @Test
  void shouldRotateKeysWithoutARestart() throws Exception {
    // Given
    TrustedKeys keys = new TrustedKeys(files.trusted());
    KeyFiles next = KeyFiles.in(folder.resolve("next"), "second");
    Checkpoint old = checkpoint();
    CheckpointSigner.of(files.privateKey()).sign(old);
    Checkpoint fresh = checkpoint();
    CheckpointSigner.of(next.privateKey()).sign(fresh);

    // When
    Files.copy(next.trusted().resolve("second.pem"), files.trusted().resolve("second.pem"));

    // Then
    assertThat(keys.verify(old)).isTrue();
    assertThat(keys.verify(fresh)).isTrue();
    Files.delete(files.trusted().resolve("first.pem"));
    assertThat(keys.verify(old)).isFalse();
    assertThat(keys.verify(fresh)).isTrue();
  }

  @Test
  void shouldMakeAPairOnceAndHideThePrivateKey() throws Exception {
    // Given
    byte[] made = Files.readAllBytes(files.privateKey());

    // When
    KeyFiles again = KeyFiles.in(folder.resolve("keys"), "first");

    // Then
    assertThat(again).isEqualTo(files);
    assertThat(again.privateKey()).hasBinaryContent(made);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(again.privateKey())))
        .isEqualTo("rw-------");
  }

  @Test
  void shouldNameAFileThatIsNoKeyWithoutQuotingIt() throws Exception {
    // Given
    Path file = Files.writeString(folder.resolve("wrong.pem"), "my secret");

    // When
    assertThatThrownBy(() -> CheckpointSigner.of(file))

        // Then
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("wrong.pem")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> new TrustedKeys(files.privateKey()))
        .hasMessageContaining("PUBLIC KEY");
    assertThatThrownBy(() -> new TrustedKeys(Files.createDirectory(folder.resolve("empty"))))
        .hasMessageContaining("empty");
  }

  private static Checkpoint checkpoint() {
    return Checkpoint.newBuilder()
        .setTask("email")
        .setMember("sft")
        .setVersion(3)
        .setParent(2)
        .setBaseDigest("ab".repeat(32))
        .setAdapterDigest("cd".repeat(32))
        .setFiles(List.of(new AdapterFile("adapter_config.json", 7L)))
        .setChunks(1)
        .setChunkPartition(0)
        .setChunkOffset(5)
        .setLabelTopic("supervision")
        .setTrainedThrough(List.of(new PartitionOffset(0, 9L)))
        .setEditsSeen(30)
        .setSteps(8)
        .setNewestEditAt(Instant.ofEpochMilli(1_700_000_000_000L))
        .setHeldOut(Map.of("eval_loss", 1.25))
        .setForgotten(List.of(new OffsetRange(0, 3L, 5L)))
        .setCreatedAt(Instant.ofEpochMilli(1_700_000_001_000L))
        .build();
  }
}
