package dev.medley.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.proofs.CaughtUp;
import dev.medley.learner.proofs.LabelPlaces;
import dev.medley.learner.proofs.LiveTrainer;
import dev.medley.learner.proofs.MemberJournal;
import dev.medley.learner.rounds.PublishedCheckpoints;
import dev.medley.learner.settings.MemberId;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Loss;
import dev.medley.schemas.OffsetRange;
import dev.medley.schemas.Topic;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Labels that retention removed while no trainer read them. */
@ExtendWith(SharedPlatform.class)
final class LostWhileDown {
  private static final MemberId SFT = MemberId.of("email", "sft");
  private static final MemberId DPO = MemberId.of("email", "dpo");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private Path base;

  @BeforeEach
  void write() throws Exception {
    base = TinyModel.QUIET.write(folder.resolve("base"));
  }

  @Test
  void shouldGoOnAtTheEarliestAndNameWhatIsLost(Platform platform) throws Exception {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    loseAfter(kafka);

    // When
    try (LiveTrainer trainer = start(kafka, "second").awaitReady()) {
      CaughtUp.await(kafka, List.of(SFT, DPO), trainer, PATIENCE);

      // Then
      assertThat(trainer.metric("medley_trainer_labels_lost_total", "member=\"sft\""))
          .isEqualTo(20);
      assertThat(trainer.metric("medley_trainer_labels_lost_total", "member=\"dpo\"")).isZero();
    }
    OffsetRange lost = new OffsetRange(0, 20L, 40L, null, null);
    MemberJournal journal = MemberJournal.read(kafka, SFT);
    assertThat(journal.all(Loss.class)).containsExactly(new Loss(List.of(lost)));
    assertThat(LabelPlaces.of(kafka, journal)).isEqualTo(new LabelPlaces(20, 0, 0));
    List<Checkpoint> published = new ArrayList<>(new PublishedCheckpoints(kafka).of("email"));
    published.removeIf(checkpoint -> !checkpoint.getMember().equals("sft"));
    assertThat(published.get(0).getLost()).isEmpty();
    assertThat(published.get(published.size() - 1).getLost()).containsExactly(lost);
  }

  @Test
  void shouldStopThatMemberAloneWhereAskedTo(Platform platform) throws Exception {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    loseAfter(kafka);

    // When
    try (LiveTrainer trainer = start(kafka, "second", "--on-lost-labels=refuse")) {
      trainer.awaitState("sft", "refused", PATIENCE);

      // Then
      CaughtUp.await(kafka, List.of(DPO), trainer, PATIENCE);
      assertThat(trainer.isIn("dpo", "refused")).isFalse();
      assertThat(trainer.log()).contains("--on-lost-labels");
    }
    assertThat(MemberJournal.read(kafka, SFT).next()).isEqualTo(Map.of(0, 20L));
  }

  /** A trainer learns 20 labels; of the next 40 that come, supervision loses the first 20. */
  private void loseAfter(Cluster kafka) throws Exception {
    Labels.ofEmail(kafka, 0, 20);
    try (LiveTrainer trainer = start(kafka, "first").awaitReady()) {
      CaughtUp.await(kafka, List.of(SFT, DPO), trainer, PATIENCE);
    }
    Labels.ofEmail(kafka, 20, 60);
    TopicPartition supervision = new TopicPartition(kafka.topic(Topic.SUPERVISION), 0);
    try (Admin admin = Admin.create(kafka.client())) {
      admin.deleteRecords(Map.of(supervision, RecordsToDelete.beforeOffset(40))).all().get();
    }
  }

  private LiveTrainer start(Cluster kafka, String name, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--model=" + base,
                "--tasks=email",
                "--members=sft,dpo",
                "--precision=float32",
                "--round-interval=0.2",
                "--linger=0.5",
                "--publish-steps=2"));
    arguments.addAll(List.of(more));
    return LiveTrainer.start(folder.resolve(name + ".log"), kafka, arguments);
  }
}
