package dev.medley.learner.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.Labels;
import dev.medley.learner.proofs.MemberJournal;
import dev.medley.learner.settings.GateSettings;
import dev.medley.learner.settings.Hyperparameters;
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
import dev.medley.schemas.WarmStart;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A new task's member that starts from another task's newest adapter. */
@ExtendWith(SharedPlatform.class)
final class WarmStartTest {
  private static final MemberId OLD = new MemberId("email", MemberKind.SFT);
  private static final MemberId NEW = new MemberId("support", MemberKind.SFT);

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
  void shouldStartFromTheOtherTasksWeightsOnceAndForAll() {
    // Given
    kafka = Topics.fresh(platform, 1);
    Labels.ofEmail(kafka, 0, 24);
    Map<String, float[]> weights;
    try (Member old = open(OLD, Optional.empty())) {
      work(old, 24);
      old.end(Ending.LAST);
      assertThat(old.version()).isPositive();
      weights = old.model().adapter().exportWeights();
    }

    // When
    try (Member first = open(NEW, Optional.of("email"))) {
      first.obey(Optional.empty());

      // Then
      assertSame(first, weights);
      assertThat(first.savesSoon()).as("a later redo might not find the checkpoint").isTrue();
    }
    // By its journal alone, as no state was written.
    try (Member again = open(NEW, Optional.of("email"))) {
      again.obey(Optional.empty());
      assertSame(again, weights);
    }
    assertThat(MemberJournal.read(kafka, NEW).all(WarmStart.class))
        .singleElement()
        .satisfies(start -> assertThat(start.getTask()).isEqualTo("email"));
  }

  @Test
  void shouldStartFromTheBaseWhereTheOtherTaskHasNoCheckpoint() {
    // Given
    kafka = Topics.fresh(platform, 1);

    // When
    try (Member first = open(NEW, Optional.of("email"))) {
      first.obey(Optional.empty());

      // Then
      assertThat(first.editsSeen()).isZero();
    }
    assertThat(MemberJournal.read(kafka, NEW).entries()).isEmpty();
  }

  private static void assertSame(Member member, Map<String, float[]> weights) {
    member
        .model()
        .adapter()
        .exportWeights()
        .forEach((name, values) -> assertThat(values).as(name).isEqualTo(weights.get(name)));
  }

  private Member open(MemberId id, Optional<String> startFrom) {
    RlSettings rl = new RlSettings(RlObjective.COST_MODEL, 0.1, 1, 4, 32, false);
    Hyperparameters parameters =
        new Hyperparameters(LoraConfig.ofRank(4), 1e-3, 2, 0.01, 1, 0.1, 1, rl, 1, 4, 1, 128, 1);
    GateSettings gate = new GateSettings(5, 16, 5, 1);
    RoundSettings rounds =
        new RoundSettings(Duration.ZERO, 8, Duration.ZERO, 2, 3, gate, Staleness.OFF, 1000);
    MemberSetup plain = Members.setup(model, kafka, id, parameters, rounds);
    return Members.open(Members.startingFrom(plain, startFrom), "self");
  }

  private static void work(Member member, int editsSeen) {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (member.editsSeen() < editsSeen && System.nanoTime() < deadline) {
      member.work();
    }
    assertThat(member.editsSeen()).isEqualTo(editsSeen);
  }
}
