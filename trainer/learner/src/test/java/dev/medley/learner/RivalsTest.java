package dev.medley.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.proofs.CaughtUp;
import dev.medley.learner.proofs.LabelPlaces;
import dev.medley.learner.proofs.LiveTrainer;
import dev.medley.learner.proofs.MemberJournal;
import dev.medley.learner.settings.MemberId;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.schemas.JournalEntry;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two trainers of one member: the one that opened it last has it, and keeps it. */
@ExtendWith(SharedPlatform.class)
final class RivalsTest {
  private static final MemberId SFT = MemberId.of("email", "sft");
  private static final MemberId EARLY = MemberId.of("email", "early");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private Path base;

  @BeforeEach
  void write() throws Exception {
    base = TinyModel.QUIET.write(folder.resolve("base"));
  }

  @Test
  void shouldStopTheFencedMemberAlone(Platform platform) throws Exception {
    // Given
    Cluster kafka = Topics.fresh(platform, 2);
    Labels.ofEmail(kafka, 0, 20);
    try (LiveTrainer first = start(kafka, "first", "sft,early").awaitReady()) {
      CaughtUp.await(kafka, List.of(SFT, EARLY), first, PATIENCE);

      // When
      try (LiveTrainer second = start(kafka, "second", "sft").awaitReady()) {
        Labels.ofEmail(kafka, 20, 40);

        // Then
        first.awaitState("sft", "refused", PATIENCE);
        CaughtUp.await(kafka, List.of(SFT), second, PATIENCE);
        CaughtUp.await(kafka, List.of(EARLY), first, PATIENCE);
        assertThat(first.isIn("early", "refused")).isFalse();
        assertThat(first.log()).contains("pid " + second.pid());
      }
    }
    assertThat(LabelPlaces.of(kafka, MemberJournal.read(kafka, SFT)))
        .isEqualTo(new LabelPlaces(40, 0, 0));
  }

  @Test
  void shouldNeverTakeAMemberBack(Platform platform) throws Exception {
    // Given
    Cluster kafka = Topics.fresh(platform, 2);
    Labels.ofEmail(kafka, 0, 20);
    try (LiveTrainer first = start(kafka, "first", "sft,early").awaitReady()) {
      CaughtUp.await(kafka, List.of(SFT), first, PATIENCE);
      first.pause();
      try (LiveTrainer second = start(kafka, "second", "sft").awaitReady()) {
        Labels.ofEmail(kafka, 20, 40);
        CaughtUp.await(kafka, List.of(SFT), second, PATIENCE);
        String owner = owner(MemberJournal.read(kafka, SFT));

        // When
        first.resume();

        // Then
        Labels.ofEmail(kafka, 40, 60);
        first.awaitState("sft", "refused", PATIENCE);
        Labels.ofEmail(kafka, 60, 80);
        CaughtUp.await(kafka, List.of(SFT), second, PATIENCE);
        MemberJournal journal = MemberJournal.read(kafka, SFT);
        assertThat(owner(journal)).isEqualTo(owner).contains("pid " + second.pid());
        assertThat(journal.entries().stream().map(JournalEntry::getOwner).distinct()).hasSize(2);
        assertThat(LabelPlaces.of(kafka, journal)).isEqualTo(new LabelPlaces(80, 0, 0));
      }
    }
  }

  /** Of the newest entry. */
  private static String owner(MemberJournal journal) {
    return journal.entries().get(journal.entries().size() - 1).getOwner();
  }

  private LiveTrainer start(Cluster kafka, String name, String members) throws Exception {
    return LiveTrainer.start(
        folder.resolve(name + ".log"),
        kafka,
        List.of(
            "--model=" + base,
            "--tasks=email",
            "--members=" + members,
            "--precision=float32",
            "--round-interval=0.2",
            "--linger=0.5",
            "--publish-steps=2"));
  }
}
