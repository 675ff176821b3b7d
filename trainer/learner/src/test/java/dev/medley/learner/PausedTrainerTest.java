package dev.medley.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.proofs.CaughtUp;
import dev.medley.learner.proofs.Configured;
import dev.medley.learner.proofs.LabelPlaces;
import dev.medley.learner.proofs.LiveTrainer;
import dev.medley.learner.proofs.MemberJournal;
import dev.medley.learner.proofs.OpenTransactions;
import dev.medley.learner.settings.MemberId;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A trainer that is stopped for longer than its transaction may last, as a laptop's lid does. */
@ExtendWith(SharedPlatform.class)
final class PausedTrainerTest {
  private static final List<MemberId> MEMBERS =
      List.of(MemberId.of("email", "sft"), MemberId.of("email", "early"));
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @Test
  void shouldGoOnFromKafkaAfterAStop(Platform platform) throws Exception {
    // Given
    Path base = TinyModel.QUIET.write(folder.resolve("base"));
    Cluster kafka = Configured.of(Topics.fresh(platform, 4), folder, "transaction.timeout.ms=2000");
    List<String> arguments =
        List.of(
            "--model=" + base,
            "--tasks=email",
            "--members=sft,early",
            "--precision=float32",
            "--round-interval=0",
            "--linger=0.5",
            "--publish-steps=1");
    try (LiveTrainer trainer = LiveTrainer.start(folder.resolve("log"), kafka, arguments);
        OpenTransactions transactions = new OpenTransactions(kafka)) {
      trainer.awaitReady();
      Labels.ofEmail(kafka, 0, 200);

      // When
      boolean open = transactions.outstay(trainer, Duration.ofSeconds(10), Duration.ofSeconds(6));
      trainer.resume();

      // Then
      assertThat(open).isTrue();
      Labels.ofEmail(kafka, 200, 210);
      CaughtUp.await(kafka, MEMBERS, trainer, PATIENCE);
      assertThat(trainer.metric("medley_trainer_reopened_total")).isPositive();
      for (MemberJournal journal : MemberJournal.read(kafka, MEMBERS)) {
        assertThat(LabelPlaces.of(kafka, journal)).isEqualTo(new LabelPlaces(210, 0, 0));
        assertThat(journal.gaps()).isZero();
      }
    }
  }
}
