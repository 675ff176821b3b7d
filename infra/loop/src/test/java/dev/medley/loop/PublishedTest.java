package dev.medley.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.model.AdapterFiles;
import dev.medley.learner.settings.MemberKind;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.schemas.signing.CheckpointSigner;
import dev.medley.schemas.signing.KeyFiles;
import dev.medley.schemas.signing.TrustedKeys;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the real committer sends, through a real broker, the real subscriber takes. */
@ExtendWith(SharedPlatform.class)
final class PublishedTest {
  private static final int CHUNK = 900 << 10;

  @TempDir private static Path base;
  private static LanguageModel model;
  private static AdapterFiles adapter;

  @TempDir private Path folder;
  private Cluster cluster;
  private Committing trainer;
  private Optional<TrustedKeys> trusted;

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
    KeyFiles keys = KeyFiles.in(folder.resolve("keys"), "trainer");
    trainer =
        new Committing(
            cluster, model.digest(), Optional.of(CheckpointSigner.of(keys.privateKey())));
    trusted = Optional.of(new TrustedKeys(keys.trusted()));
  }

  @ParameterizedTest
  @CsvSource({
    "email, sft, email/sft/2",
    "Email, rl, Email/rl/2",
    "support_reply, dpo, support_reply/dpo/2",
    "crm.reply, early, crm.reply/early/2",
    "a.b, my-sft=sft, a.b/my-sft/2",
    "Email, My-SFT.2=sft, Email/My-SFT.2/2"
  })
  void shouldTakeWhatATrainerPublishes(String task, String member, String key) throws Exception {
    // Given
    try (Receiving node = Receiving.loading(cluster, folder.resolve("adapters"), model, trusted)) {

      // When
      trainer.publish(task, member, 1, adapter);
      trainer.publish(task, member, 2, adapter);

      // Then
      assertThat(node.take(key)).isEqualTo(adapter.bytes());
    }
  }

  @Test
  void shouldTakeTheNewestOfEachMemberAtStart() {
    // Given
    for (String member : List.of("sft", "dpo", "early", "rl", "my-sft=sft")) {
      trainer.publish("email", member, 1, adapter);
      trainer.publish("email", member, 2, adapter);
    }

    // When
    try (Receiving node = Receiving.loading(cluster, folder.resolve("adapters"), model, trusted)) {

      // Then
      assertThat(node.takeAll())
          .containsExactlyInAnyOrder(
              "email/sft/2", "email/dpo/2", "email/early/2", "email/rl/2", "email/my-sft/2");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2_500_000})
  void shouldTakeUnsignedAdaptersOfAnySize(int bytes) throws Exception {
    // Given
    Committing unsigned = new Committing(cluster, model.digest(), Optional.empty());
    try (Receiving node = Receiving.anything(cluster, folder.resolve("adapters"))) {

      // When
      unsigned.publish("email", "sft", 1, Adapters.zeros(bytes));

      // Then
      assertThat(node.take("email/sft/1")).hasSize(bytes).containsOnly(0);
    }
  }
}
