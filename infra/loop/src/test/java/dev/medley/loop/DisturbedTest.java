package dev.medley.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.model.AdapterFiles;
import dev.medley.learner.settings.MemberKind;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.signing.CheckpointSigner;
import dev.medley.schemas.signing.KeyFiles;
import dev.medley.schemas.signing.TrustedKeys;
import dev.medley.subscriber.Refusal;
import dev.medley.subscriber.Refusal.Reason;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One thing is wrong in what the real committer sent: the real subscriber says what. */
@ExtendWith(SharedPlatform.class)
final class DisturbedTest {
  private static final int CHUNK = 900 << 10;

  @TempDir private static Path base;
  private static LanguageModel model;
  private static AdapterFiles adapter;

  @TempDir private Path folder;
  private Cluster cluster;
  private KeyFiles keys;

  @BeforeAll
  static void load() throws IOException {
    model = TinyModel.load(TinyModel.QUIET.write(base));
    adapter = Adapters.of(model, MemberKind.SFT);
  }

  @AfterAll
  static void unload() {
    model.close();
  }

  @BeforeEach
  void prepare(Platform platform) throws IOException {
    cluster = Topics.fresh(platform, 2);
    keys = KeyFiles.in(folder.resolve("keys"), "trainer");
  }

  @Test
  void shouldTakeWhatWasWrittenAnewUnchanged() throws Exception {
    // Given
    try (Receiving node =
        Receiving.loading(cluster, folder.resolve("adapters"), model, trusted())) {

      // When
      signed(new Disturbance() {}).publish("email", "sft", 1, adapter);

      // Then
      assertThat(node.take("email/sft/1")).isEqualTo(adapter.bytes());
    }
  }

  static Stream<Arguments> records() {
    return Stream.of(
        record(
            "adapter's digest is none",
            c -> c.setAdapterDigest(c.getAdapterDigest().toUpperCase(Locale.ROOT))),
        record("task is no name", c -> c.setTask("-x")),
        record("task is no name", c -> c.setTask("a/b")),
        record("task is no name", c -> c.setTask("")),
        record("task is no name", c -> c.setTask("..")),
        record("task is no name", c -> c.setTask("a".repeat(101))),
        record("member is no name", c -> c.setMember("-x")),
        record("member is no name", c -> c.setMember("..")),
        record("no member's name", c -> c.setMember("base")));
  }

  private static Arguments record(String message, Consumer<Checkpoint> change) {
    return Arguments.of(message, change);
  }

  @ParameterizedTest
  @MethodSource("records")
  void shouldRefuseARecordThatNoTrainerWrites(String message, Consumer<Checkpoint> change)
      throws Exception {
    // Given
    Committing trainer = unsigned(changing(change));
    try (Receiving node =
        Receiving.loading(cluster, folder.resolve("adapters"), model, Optional.empty())) {

      // When
      trainer.publish("email", "sft", 1, adapter);

      // Then
      Refusal refusal = node.refusal();
      assertThat(refusal.reason()).isEqualTo(Reason.RECORD);
      assertThat(refusal.message()).contains(message);
    }
  }

  @Test
  void shouldRefuseAChunkThatIsOneByteTooLong() throws Exception {
    // Given
    Disturbance longer =
        new Disturbance() {
          @Override
          public ByteBuffer chunk(int index, ByteBuffer chunk) {
            // All are zeros: bytes, digest and total stay as they were.
            return ByteBuffer.allocate(chunk.remaining() + (index == 0 ? 1 : -1));
          }
        };
    Committing trainer = unsigned(longer);
    try (Receiving node = Receiving.anything(cluster, folder.resolve("adapters"))) {

      // When
      trainer.publish("email", "sft", 1, Adapters.zeros(CHUNK + 1000));

      // Then
      Refusal refusal = node.refusal();
      assertThat(refusal.reason()).isEqualTo(Reason.CHUNKS);
      assertThat(refusal.message()).contains((CHUNK + 1) + " bytes");
    }
  }

  static Stream<Consumer<Checkpoint>> otherFields() {
    return Stream.of(
        c -> c.setEditsSeen(c.getEditsSeen() + 1),
        c -> c.setVersion(c.getVersion() + 1),
        c -> c.setHeldOut(Map.of("eval_edit_cost", 0.0)),
        c -> c.setCreatedAt(c.getCreatedAt().plusMillis(1)),
        c -> c.setSignature(ByteBuffer.allocate(0)));
  }

  @ParameterizedTest
  @MethodSource("otherFields")
  void shouldRefuseASignatureOverOtherFields(Consumer<Checkpoint> change) throws Exception {
    // Given
    Committing trainer = signed(changing(change));
    try (Receiving node =
        Receiving.loading(cluster, folder.resolve("adapters"), model, trusted())) {

      // When
      trainer.publish("email", "sft", 1, adapter);

      // Then
      assertThat(node.refusal().reason()).isEqualTo(Reason.SIGNATURE);
    }
  }

  private static Disturbance changing(Consumer<Checkpoint> change) {
    return new Disturbance() {
      @Override
      public void change(Checkpoint checkpoint) {
        change.accept(checkpoint);
      }
    };
  }

  private Committing signed(Disturbance disturbance) throws IOException {
    return committing(disturbance, Optional.of(CheckpointSigner.of(keys.privateKey())));
  }

  private Committing unsigned(Disturbance disturbance) throws IOException {
    return committing(disturbance, Optional.empty());
  }

  private Committing committing(Disturbance disturbance, Optional<CheckpointSigner> signer)
      throws IOException {
    return new Committing(Disturber.before(cluster, folder, disturbance), model.digest(), signer);
  }

  private Optional<TrustedKeys> trusted() {
    return Optional.of(new TrustedKeys(keys.trusted()));
  }
}
