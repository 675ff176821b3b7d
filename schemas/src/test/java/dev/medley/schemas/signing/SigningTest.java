package dev.medley.schemas.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.medley.schemas.AdapterFile;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.LiveLane;
import dev.medley.schemas.OffsetRange;
import dev.medley.schemas.PartitionOffset;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

  @ParameterizedTest
  @MethodSource("forms")
  void shouldRefuseAChangeOfAnyField(UnaryOperator<Checkpoint> form) {
    // Given
    TrustedKeys keys = new TrustedKeys(files.trusted());
    CheckpointSigner signer = CheckpointSigner.of(files.privateKey());

    for (Schema.Field field : Checkpoint.getClassSchema().getFields()) {
      Checkpoint checkpoint = form.apply(checkpoint());
      signer.sign(checkpoint);
      assertThat(keys.verify(checkpoint)).isTrue();

      // When
      checkpoint.put(field.pos(), changed(checkpoint.get(field.pos())));

      // Then
      assertThat(keys.verify(checkpoint)).as(field.name()).isFalse();
    }
  }

  private static List<Named<UnaryOperator<Checkpoint>>> forms() {
    List<OffsetRange> ranges = List.of(new OffsetRange(0, 6L, 8L, null, null));
    return List.of(
        Named.of("plain", UnaryOperator.identity()),
        Named.of("rolled back", c -> Checkpoint.newBuilder(c).setForgotten(ranges).build()),
        Named.of("labels lost", c -> Checkpoint.newBuilder(c).setLost(ranges).build()),
        Named.of(
            "new labels first",
            c ->
                Checkpoint.newBuilder(c)
                    .setForgotten(
                        List.of(new OffsetRange(0, 6L, 8L, Instant.ofEpochMilli(4), null)))
                    .setLive(new LiveLane(Instant.ofEpochMilli(4), List.of()))
                    .build()),
        Named.of("not reproducible", c -> Checkpoint.newBuilder(c).setReproducible(false).build()));
  }

  @Test
  void shouldRefuseLostLabelsThatAreToldAsForgotten() {
    // Given
    List<OffsetRange> ranges = List.of(new OffsetRange(0, 6L, 8L, null, null));
    Checkpoint checkpoint = Checkpoint.newBuilder(checkpoint()).setLost(ranges).build();
    CheckpointSigner.of(files.privateKey()).sign(checkpoint);

    // When
    checkpoint.setForgotten(ranges);
    checkpoint.setLost(List.of());

    // Then
    assertThat(new TrustedKeys(files.trusted()).verify(checkpoint)).isFalse();
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
    if (value instanceof Boolean flag) {
      return !flag;
    }
    if (value instanceof Instant time) {
      return time.plusMillis(1);
    }
    if (value == null) {
      return new LiveLane(Instant.EPOCH, List.of());
    }
    if (value instanceof LiveLane) {
      return null;
    }
    if (value instanceof Map<?, ?>) {
      return Map.of("eval_loss", 1.5);
    }
    if (value instanceof List<?> list) {
      // Those that may be empty are ranges of labels.
      return list.isEmpty() ? List.of(new OffsetRange(0, 1L, 2L, null, null)) : List.of();
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

  static Checkpoint checkpoint() {
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
        .setCreatedAt(Instant.ofEpochMilli(1_700_000_001_000L))
        .build();
  }
}
