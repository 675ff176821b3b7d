package dev.medley.learner.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.Labels;
import dev.medley.learner.proofs.Patience;
import dev.medley.learner.rounds.PublishedCheckpoints;
import dev.medley.learner.settings.GateSettings;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.MemberKind;
import dev.medley.learner.settings.RlObjective;
import dev.medley.learner.settings.RlSettings;
import dev.medley.learner.settings.RoundSettings;
import dev.medley.learner.settings.Staleness;
import dev.medley.learner.state.Manifests;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.lm.torch.Precision;
import dev.medley.schemas.Topic;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A member whose topics get more partitions. */
@ExtendWith(SharedPlatform.class)
final class GrowthTest {
  private static final MemberId SFT = new MemberId("email", MemberKind.SFT);
  private static final int PARTITIONS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static Platform platform;
  private static LanguageModel model;

  @BeforeAll
  static void start(Platform shared) throws Exception {
    platform = shared;
    Path base = TinyModel.QUIET.write(folder.resolve("base"));
    model = LanguageModel.load(base, Precision.FLOAT32);
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
  void shouldGoOnFromItsStateWhereverItsKeyLiesNow() throws Exception {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    Labels.ofEmail(kafka, 0, 20);
    long version;
    try (Member first = open(kafka)) {
      workUntil(first, 20);
      first.end(Ending.DUE);
      first.save();
      version = first.version();
    }
    grow(kafka);
    assertThat(SFT.partition(PARTITIONS)).isNotEqualTo(SFT.partition(1));
    Labels.ofEmail(kafka, 20, 40);

    // When
    try (Member second = open(kafka)) {
      assertThat(second.editsSeen()).isEqualTo(20);
      workUntil(second, 40);
      second.end(Ending.DUE);
      assertThat(second.version()).isGreaterThan(version);
    }
    try (Member third = open(kafka)) {
      assertThat(third.editsSeen()).isEqualTo(40);
      third.save();
    }

    // Then
    Manifests.Found found = new Manifests(kafka).find(SFT).orElseThrow();
    assertThat(found.partition()).isEqualTo(SFT.partition(1));
    assertThat(found.manifest().getJournalPartition()).isEqualTo(SFT.partition(1));
    assertThat(found.manifest().getStatePartition()).isEqualTo(SFT.partition(PARTITIONS));
    assertThat(found.manifest().getEditsSeen()).isEqualTo(40);
    assertThat(found.manifest().getNextOffsets()).hasSize(PARTITIONS);
    // What was removed is gone from where it lay, too, and does not come back by compaction.
    assertThat(new PublishedCheckpoints(kafka).all().stream().map(PublishedCheckpoints::key))
        .containsAll(Topics.newest(Topics.read(kafka, Topic.CHECKPOINTS)).keySet())
        .hasSize(3);
  }

  @Test
  void shouldReadLabelsOfPartitionsThatAreAddedWhileItRuns() throws Exception {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    Labels.ofEmail(kafka, 0, 8);
    try (Member member = open(kafka)) {
      workUntil(member, 8);
      grow(kafka);

      // When
      Labels.ofEmail(kafka, 8, 40);

      // Then
      workUntil(member, 40);
      member.end(Ending.DUE);
      Patience.until("all is learnt", PATIENCE, member::caughtUp);
    }
  }

  private static void grow(Cluster kafka) throws Exception {
    try (Admin admin = Admin.create(kafka.client())) {
      admin
          .createPartitions(
              Arrays.stream(Topic.values())
                  .collect(
                      Collectors.toMap(
                          kafka::topic, topic -> NewPartitions.increaseTo(PARTITIONS))))
          .all()
          .get();
    }
    // Waits until the new ones can be written to.
    Topics.make(kafka, PARTITIONS);
  }

  private static Member open(Cluster kafka) {
    GateSettings gate = new GateSettings(5, 16, 5, 1);
    RoundSettings rounds =
        new RoundSettings(Duration.ZERO, 8, Duration.ZERO, 1, 3, gate, Staleness.OFF, 1000);
    RlSettings rl = new RlSettings(RlObjective.COST_MODEL, 0.1, 1, 4, 32, false);
    Hyperparameters parameters =
        new Hyperparameters(LoraConfig.ofRank(4), 1e-3, 2, 0.01, 1, 0.1, 1, rl, 1, 4, 1, 128, 1);
    return Members.open(Members.setup(model, kafka, SFT, parameters, rounds), "self");
  }

  private static void workUntil(Member member, int editsSeen) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (member.editsSeen() < editsSeen && System.nanoTime() < deadline) {
      member.work();
    }
    assertThat(member.editsSeen()).isEqualTo(editsSeen);
  }
}
