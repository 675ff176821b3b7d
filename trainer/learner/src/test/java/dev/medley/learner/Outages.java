package dev.medley.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.proofs.CaughtUp;
import dev.medley.learner.proofs.Configured;
import dev.medley.learner.proofs.LabelPlaces;
import dev.medley.learner.proofs.LiveTrainer;
import dev.medley.learner.proofs.MemberJournal;
import dev.medley.learner.proofs.Patience;
import dev.medley.learner.proofs.Replays;
import dev.medley.learner.settings.MemberId;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.schemas.Publication;
import dev.medley.testing.BrokerProcess;
import dev.medley.testing.Platform;
import dev.medley.testing.RegistryGate;
import dev.medley.testing.SharedPlatform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A broker or a registry that is away for longer than all that clients wait for. */
@ExtendWith(SharedPlatform.class)
final class Outages {
  private static final List<MemberId> MEMBERS =
      List.of(MemberId.of("email", "sft"), MemberId.of("email", "early"));
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir private Path folder;
  private Path base;

  @BeforeEach
  void write() throws Exception {
    base = TinyModel.QUIET.write(folder.resolve("base"));
  }

  @Test
  void shouldWaitForABrokerAndGoOn(Platform platform) throws Exception {
    // Given
    try (BrokerProcess broker = new BrokerProcess(folder)) {
      broker.start();
      Cluster kafka =
          Topics.make(new Cluster(broker.bootstrapServers(), platform.registryUrl(), "outage."), 4);
      Cluster impatient =
          Configured.of(
              kafka,
              folder,
              "transaction.timeout.ms=3000",
              "request.timeout.ms=1000",
              "delivery.timeout.ms=2000",
              "max.block.ms=2000",
              "default.api.timeout.ms=2000");
      Labels.ofEmail(kafka, 0, 240);
      try (LiveTrainer trainer = start(impatient).awaitReady()) {
        Patience.until(
            "something is published",
            PATIENCE,
            () -> !MemberJournal.read(kafka, MEMBERS.get(0)).all(Publication.class).isEmpty());

        // When
        broker.kill();
        trainer.awaitState("sft", "waiting", PATIENCE);
        trainer.awaitState("early", "waiting", PATIENCE);
        broker.start();

        // Then
        CaughtUp.await(kafka, MEMBERS, trainer, PATIENCE);
        assertThat(trainer.isIn("sft", "waiting")).isFalse();
        assertThat(trainer.metric("medley_trainer_reopened_total")).isGreaterThanOrEqualTo(2);
      }
      for (MemberJournal journal : MemberJournal.read(kafka, MEMBERS)) {
        assertThat(LabelPlaces.of(kafka, journal)).isEqualTo(new LabelPlaces(240, 0, 0));
        Replays replay =
            Replays.of(kafka, journal, base, folder.resolve(journal.id().name() + ".log"));
        assertThat(replay.same()).isPositive().isEqualTo(replay.checkpoints());
      }
    }
  }

  @Test
  void shouldWaitForARegistry(Platform platform) throws Exception {
    // Given
    Cluster made = Topics.fresh(platform, 2);
    Labels.ofEmail(made, 0, 40);
    try (RegistryGate gate = RegistryGate.before(made.registry())) {
      gate.answer(503, "");
      Cluster kafka = new Cluster(made.brokers(), gate.url(), made.prefix());
      try (LiveTrainer trainer = start(kafka)) {
        trainer.awaitState("sft", "waiting", PATIENCE);

        // When
        gate.pass();

        // Then
        CaughtUp.await(made, MEMBERS, trainer, PATIENCE);
        assertThat(trainer.isIn("sft", "waiting")).isFalse();
      }
    }
  }

  private LiveTrainer start(Cluster kafka) throws Exception {
    return LiveTrainer.start(
        folder.resolve("log"),
        kafka,
        List.of(
            "--model=" + base,
            "--tasks=email",
            "--members=sft,early",
            "--precision=float32",
            "--round-interval=0.5",
            "--linger=0.5",
            "--publish-steps=8"));
  }
}
