package dev.medley.learner.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.Labels;
import dev.medley.learner.gate.Bests;
import dev.medley.learner.proofs.MemberJournal;
import dev.medley.learner.rounds.PublishedCheckpoints;
import dev.medley.learner.settings.GateSettings;
import dev.medley.learner.settings.GuardSettings;
import dev.medley.learner.settings.HoldOut;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.MemberKind;
import dev.medley.learner.settings.RlObjective;
import dev.medley.learner.settings.RlSettings;
import dev.medley.learner.settings.RoundSettings;
import dev.medley.learner.settings.Staleness;
import dev.medley.learner.state.MemberState;
import dev.medley.learner.state.RateFactor;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.lm.torch.Precision;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Return;
import dev.medley.schemas.Topic;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Members whose gates refuse one version after another. */
@ExtendWith(SharedPlatform.class)
final class ReturnsTest {
  private static final MemberId SFT = new MemberId("email", MemberKind.SFT);
  private static final int AFTER = 2;
  private static final int WARM_UP = 2;
  private static final Instant T0 = Instant.EPOCH;

  /** Learns what users want. */
  private static final double FITTING = 0.02;

  /** Forgets all that there was. */
  private static final double RUINOUS = 0.5;

  @TempDir static Path folder;
  private static Platform platform;
  private static LanguageModel model;

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
  void shouldGoBackToItsBestOnceItsGateHasRefusedSoOften() {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    long best = learn(kafka);
    try (Member member = open(kafka, RUINOUS, AFTER)) {
      workUntil(member, () -> member.figures().refusals() == 1);
      long newest = member.version();

      // When
      workUntil(member, () -> member.figures().returns() == 1);

      // Then
      MemberState state = member.model().state(0, List.of());
      Checkpoint there = checkpoint(kafka, best);
      try (LoraAdapter weights = new PublishedCheckpoints(kafka).adapter(there, model)) {
        assertThat(state.weights()).usingRecursiveComparison().isEqualTo(weights.exportWeights());
      }
      assertThat(state.moments().values()).allSatisfy(each -> assertThat(each).containsOnly(0));
      assertThat(state.steps()).isZero();
      assertThat(state.rateFactor()).isEqualTo(new RateFactor(0.5));
      assertThat(member.model().learningRate()).isEqualTo(RUINOUS / WARM_UP / 2);
      assertThat(member.refusedInARow()).isZero();
      assertThat(returns(kafka))
          .singleElement()
          .extracting(Return::getVersion, Return::getDone, Return::getRefusals)
          .containsExactly(best, true, AFTER);
      assertThat(checkpoint(kafka, member.version()).getAdapterDigest())
          .isEqualTo(there.getAdapterDigest());
      assertThat(member.version()).isEqualTo(newest == best ? best : newest + 1);
    }
  }

  @Test
  void shouldBeTheSameOnceItIsRedone() {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    learn(kafka);
    MemberState left;
    int refused;
    try (Member member = open(kafka, RUINOUS, AFTER)) {
      workUntil(member, () -> member.figures().returns() == 2);
      workUntil(member, () -> member.refusedInARow() == 1);
      left = member.model().state(0, List.of());
      refused = member.refusedInARow();
    }

    // When
    try (Member again = open(kafka, RUINOUS, AFTER)) {

      // Then
      assertThat(again.model().state(0, List.of())).usingRecursiveComparison().isEqualTo(left);
      assertThat(again.model().rateFactor()).isEqualTo(new RateFactor(0.25));
      assertThat(again.refusedInARow()).isEqualTo(refused);
      again.save();
    }
    assertThat(Members.saved(kafka, SFT).orElseThrow().state().rateFactor())
        .isEqualTo(new RateFactor(0.25));
  }

  @Test
  void shouldGoBackToTheBaseWhereNoVersionIsThereAnyMore() throws Exception {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    learn(kafka);
    MemberState left;
    try (Member member = open(kafka, RUINOUS, AFTER)) {
      workUntil(member, () -> member.figures().refusals() == 1);
      for (long version = 1; version <= member.version(); version++) {
        remove(kafka, version);
      }

      // When
      workUntil(member, () -> member.figures().returns() == 1);

      // Then
      left = member.model().state(0, List.of());
      assertThat(returns(kafka))
          .singleElement()
          .extracting(Return::getVersion, Return::getDone, Return::getRefusals)
          .containsExactly(0L, true, AFTER);
    }
    assertThat(left.weights().entrySet())
        .filteredOn(weights -> weights.getKey().contains("lora_B"))
        .isNotEmpty()
        .allSatisfy(weights -> assertThat(weights.getValue()).containsOnly(0));
    try (Member again = open(kafka, RUINOUS, AFTER)) {
      assertThat(again.model().state(0, List.of())).usingRecursiveComparison().isEqualTo(left);
    }
  }

  @Test
  void shouldTakeTheNewestThatIsThereWhereTheBestIsGone() throws Exception {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    long best = learn(kafka);
    try (Member member = open(kafka, RUINOUS, AFTER)) {
      workUntil(member, () -> member.figures().refusals() == 1);
      remove(kafka, best);

      // When
      workUntil(member, () -> member.figures().returns() == 1);
    }

    // Then
    assertThat(returns(kafka))
        .singleElement()
        .satisfies(answer -> assertThat(answer.getVersion()).isNotEqualTo(best))
        .extracting(Return::getDone)
        .isEqualTo(true);
  }

  @Test
  void shouldLearnFasterAgainOnceALaterVersionIsTheBest() {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    Bests before = new Bests(3, 4);
    try (Member member = open(kafka, FITTING, AFTER)) {
      member.model().goBack(null, new Return(0L, T0, true, List.of(), 0L, T0, 2, 0.25));

      // When
      member.model().bests(before, new Bests(3, 0));
      RateFactor same = member.model().rateFactor();
      member.model().bests(before, new Bests(3, 5));
      RateFactor doubled = member.model().rateFactor();

      // Then
      assertThat(same).isEqualTo(new RateFactor(0.25));
      assertThat(doubled).isEqualTo(new RateFactor(0.5));
    }
  }

  @Test
  void shouldHalveDownToTheLeastAndDoubleUpToOne() {
    // Given
    RateFactor factor = RateFactor.FULL;

    // When
    for (int i = 0; i < 9; i++) {
      factor = factor.halved();
    }

    // Then
    assertThat(factor.value()).isEqualTo(RateFactor.LEAST);
    assertThat(RateFactor.FULL.doubled()).isEqualTo(RateFactor.FULL);
    assertThat(factor.doubled().value()).isEqualTo(2 * RateFactor.LEAST);
  }

  /** Until one of its versions is the best; that one's number. */
  private static long learn(Cluster kafka) {
    Labels.ofEmail(kafka, 0, 400);
    try (Member member = open(kafka, FITTING, 0)) {
      workUntil(member, () -> member.model().earlier().bests().newest() > 0);
      member.save();
      return member.model().earlier().bests().newest();
    }
  }

  private static void workUntil(Member member, BooleanSupplier done) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!done.getAsBoolean() && System.nanoTime() < deadline) {
      member.work();
    }
    assertThat(done.getAsBoolean()).isTrue();
  }

  private static List<Return> returns(Cluster kafka) {
    return MemberJournal.read(kafka, SFT).all(Return.class);
  }

  private static Checkpoint checkpoint(Cluster kafka, long version) {
    return new PublishedCheckpoints(kafka).find(SFT, version).orElseThrow();
  }

  private static void remove(Cluster kafka, long version) throws Exception {
    String topic = kafka.topic(Topic.CHECKPOINTS);
    try (Producer<String, byte[]> producer =
        new KafkaProducer<>(kafka.producer(), new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, "email/sft/" + version, null)).get();
    }
  }

  private static Member open(Cluster kafka, double learningRate, int returnAfter) {
    RlSettings rl = new RlSettings(RlObjective.PAIRWISE, 0.1, 1, 4, 32, false);
    Hyperparameters parameters =
        new Hyperparameters(
            LoraConfig.ofRank(4), learningRate, WARM_UP, 0.01, 1, 0.1, 1, rl, 1, 4, 0, 128, 1);
    GateSettings gate =
        new GateSettings(
            new HoldOut(5, 0, Optional.empty()), 16, 64, 0.02, 1, GuardSettings.OFF, returnAfter);
    RoundSettings rounds =
        new RoundSettings(Duration.ZERO, 8, Duration.ZERO, 4, 3, gate, Staleness.OFF, 1000);
    return Members.open(Members.setup(model, kafka, SFT, parameters, rounds), "self");
  }
}
