package dev.medley.learner.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.Labels;
import dev.medley.learner.proofs.LabelPlaces;
import dev.medley.learner.proofs.MemberJournal;
import dev.medley.learner.settings.GateSettings;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.JournalSettings;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.MemberKind;
import dev.medley.learner.settings.RlObjective;
import dev.medley.learner.settings.RlSettings;
import dev.medley.learner.settings.RoundSettings;
import dev.medley.learner.settings.Staleness;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.lm.torch.Precision;
import dev.medley.schemas.JournalEntry;
import dev.medley.schemas.MicroBatch;
import dev.medley.schemas.PartitionOffset;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A member that comes back to a backlog, while new labels come. */
@ExtendWith(SharedPlatform.class)
final class LanesTest {
  private static final MemberId SFT = new MemberId("email", MemberKind.SFT);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int OLD = 120;

  @TempDir static Path folder;
  private static Platform platform;
  private static LanguageModel model;

  private Cluster kafka;

  @BeforeAll
  static void start(Platform shared) throws Exception {
    platform = shared;
    model = LanguageModel.load(TinyModel.QUIET.write(folder.resolve("base")), Precision.FLOAT32);
  }

  @AfterAll
  static void stop() {
    model.close();
  }

  @AfterEach
  void closeFeeds() {
    Members.close();
  }

  @Test
  void shouldLearnNewLabelsBeforeABacklogAndEachOnceThroughAnyEnd() {
    // Given
    kafka = Topics.fresh(platform, 1);
    try (Labels labels = new Labels(kafka)) {
      labels.at(Instant.now().minus(Duration.ofHours(5))).write("email", 0, OLD);
    }
    Labels.ofEmail(kafka, OLD, OLD + 24);
    try (Member first = open()) {
      work(first, 24);
    }

    // When
    try (Member second = open()) {
      // Some rounds were committed while two lanes were open.
      assertThat(second.editsSeen()).isBetween(8L, 24L);
      work(second, 60);
      second.save();
    }
    try (Member third = open()) {
      assertThat(third.editsSeen()).isGreaterThanOrEqualTo(60);
      work(third, OLD + 24);
      third.end(Ending.LAST);
    }

    // Then
    MemberJournal journal = MemberJournal.read(kafka, SFT);
    List<Long> places =
        journal.all(MicroBatch.class).stream()
            .flatMap(batch -> batch.getLabels().stream())
            .map(PartitionOffset::getOffset)
            .toList();
    // By the end of the 48th label, all 24 new ones are learnt: three of four micro-batches.
    assertThat(places.subList(0, 48)).filteredOn(place -> place >= OLD).hasSize(24);
    assertThat(LabelPlaces.of(kafka, journal)).isEqualTo(new LabelPlaces(OLD + 24, 0, 0));
    List<JournalEntry> entries = journal.entries();
    assertThat(entries).extracting(JournalEntry::getLive).filteredOn(Objects::nonNull).isNotEmpty();
    assertThat(entries.get(entries.size() - 1).getLive()).isNull();
  }

  private Member open() {
    RlSettings rl = new RlSettings(RlObjective.COST_MODEL, 0.1, 1, 4, 32, false);
    Hyperparameters parameters =
        new Hyperparameters(LoraConfig.ofRank(4), 1e-3, 2, 0.01, 1, 0.1, 1, rl, 1, 4, 1, 128, 1);
    GateSettings gate = new GateSettings(5, 16, 5, 1);
    RoundSettings rounds =
        new RoundSettings(Duration.ZERO, 8, Duration.ZERO, 2, 3, gate, Staleness.OFF, 1000);
    JournalSettings journal =
        new JournalSettings(Duration.ofMillis(200), 4, Duration.ofMinutes(10), false, false);
    return Members.open(Members.setup(model, kafka, SFT, parameters, rounds, journal), "self");
  }

  private static void work(Member member, int editsSeen) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (member.editsSeen() < editsSeen && System.nanoTime() < deadline) {
      member.work();
    }
    assertThat(member.editsSeen()).isGreaterThanOrEqualTo(editsSeen);
  }
}
