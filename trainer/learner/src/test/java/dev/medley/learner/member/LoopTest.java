package dev.medley.learner.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.Labels;
import dev.medley.learner.LearnerCommand;
import dev.medley.learner.gate.Judge;
import dev.medley.learner.journal.Forgotten;
import dev.medley.learner.rounds.EarlierWeights;
import dev.medley.learner.rounds.PublishedCheckpoints;
import dev.medley.learner.settings.GateSettings;
import dev.medley.learner.settings.HoldOut;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.MemberKind;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.learner.settings.RlObjective;
import dev.medley.learner.settings.RlSettings;
import dev.medley.learner.settings.RoundSettings;
import dev.medley.learner.settings.Staleness;
import dev.medley.learner.state.SavedState;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.lm.torch.Precision;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Control;
import dev.medley.schemas.OffsetRange;
import dev.medley.schemas.RollBack;
import dev.medley.schemas.Topic;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What operators ask of members, and what members refuse, on a real broker. */
@ExtendWith(SharedPlatform.class)
final class LoopTest {
  private static final MemberId SFT = new MemberId("email", MemberKind.SFT);
  private static final GateSettings GATE = new GateSettings(5, 64, 0.02, 1);

  @TempDir static Path folder;
  private static Platform platform;
  private static Path base;
  private static LanguageModel model;

  @BeforeAll
  static void start(Platform shared) throws Exception {
    platform = shared;
    base = TinyModel.QUIET.write(folder.resolve("base"));
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
  void shouldGoOnFromAnEarlierCheckpointOnce() {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    Labels.ofEmail(kafka, 0, 24);
    Optional<Control> asked = Optional.of(rollBackTo(1));
    PublishedCheckpoints checkpoints = new PublishedCheckpoints(kafka);
    try (Member member = open(kafka, 2, 1000)) {
      work(member, 24);
      assertThat(member.version()).isEqualTo(3);

      // When
      member.obey(asked);
    }

    // Then
    Checkpoint earlier = checkpoints.find(SFT, 1).orElseThrow();
    Checkpoint restored = checkpoints.find(SFT, 4).orElseThrow();
    assertThat(restored.getAdapterDigest()).isEqualTo(earlier.getAdapterDigest());
    assertThat(restored.getParent()).isEqualTo(1);
    assertThat(restored.getEditsSeen()).isEqualTo(8);
    assertThat(restored.getForgotten()).containsExactly(new OffsetRange(0, 8L, 24L, null, null));
    Labels.ofEmail(kafka, 24, 32);
    try (Member again = open(kafka, 2, 1000)) {
      again.obey(asked);
      work(again, 16);
    }
    Checkpoint next = checkpoints.find(SFT, 5).orElseThrow();
    assertThat(next.getParent()).isEqualTo(4);
    assertThat(next.getForgotten()).isEqualTo(restored.getForgotten());
    assertThat(next.getAdapterDigest()).isNotEqualTo(earlier.getAdapterDigest());
    assertThat(Forgotten.reflects(next, 0, 7, Instant.now())).isTrue();
    assertThat(Forgotten.reflects(next, 0, 8, Instant.now())).isFalse();
    assertThat(Forgotten.reflects(next, 0, 24, Instant.now())).isTrue();
  }

  @Test
  void shouldTryARollBackAgainUntilKafkaAnswers() throws Exception {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    Labels.ofEmail(kafka, 0, 24);
    Optional<Control> asked = Optional.of(rollBackTo(1));
    try (Member member = open(kafka, 2, 1000);
        Admin admin = Admin.create(kafka.client())) {
      work(member, 24);
      List<ConsumerRecord<String, byte[]>> checkpoints = Topics.read(kafka, Topic.CHECKPOINTS);
      admin.deleteTopics(List.of(kafka.topic(Topic.CHECKPOINTS))).all().get();

      // When
      member.obey(asked);

      // Then
      assertThat(member.version()).isEqualTo(3);
      Topics.make(kafka, 1);
      write(kafka, checkpoints);
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (member.version() < 4 && System.nanoTime() < deadline) {
        member.obey(asked);
        Thread.sleep(200);
      }
      assertThat(member.version()).isEqualTo(4);
    }
    assertThat(new PublishedCheckpoints(kafka).find(SFT, 4).orElseThrow().getParent()).isEqualTo(1);
  }

  private static void write(Cluster kafka, List<ConsumerRecord<String, byte[]>> records) {
    try (Producer<String, byte[]> producer =
        new KafkaProducer<>(kafka.producer(), new StringSerializer(), new ByteArraySerializer())) {
      for (ConsumerRecord<String, byte[]> record : records) {
        Future<RecordMetadata> unused =
            producer.send(new ProducerRecord<>(record.topic(), record.key(), record.value()));
      }
    }
  }

  @Test
  void shouldReadNoFurtherThanACheckpointsLastChunk() throws Exception {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    Labels.ofEmail(kafka, 0, 24);
    Map<String, Object> properties = kafka.producer();
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, kafka.prefix() + "somebody");
    try (Member member = open(kafka, 2, 1000);
        Producer<String, byte[]> somebody =
            new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      work(member, 24);
      somebody.initTransactions();
      somebody.beginTransaction();
      somebody.send(new ProducerRecord<>(kafka.topic(Topic.ADAPTER_CHUNKS), "k", null)).get();

      // When
      member.obey(Optional.of(rollBackTo(1)));

      // Then
      assertThat(member.version()).isEqualTo(4);
      somebody.abortTransaction();
    }
  }

  @Test
  void shouldCompareWithoutACheckpointWhoseChunksAreGone() throws Exception {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    Labels.ofEmail(kafka, 0, 8);
    try (Member member = open(kafka, 2, 1000);
        Admin admin = Admin.create(kafka.client())) {
      work(member, 8);
      admin.deleteTopics(List.of(kafka.topic(Topic.ADAPTER_CHUNKS))).all().get();
    }
    Topics.make(kafka, 1);
    EarlierWeights weights = new EarlierWeights(SFT, new PublishedCheckpoints(kafka), model);

    // When
    Optional<LoraAdapter> found = weights.compared(1);

    // Then
    assertThat(found).isEmpty();
  }

  @Test
  void shouldGoOnWithoutACheckpointThatNoNodeWouldTake() {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    Labels.ofEmail(kafka, 0, 24);
    // Their names make its adapter_config.json longer than 1 MiB.
    LoraConfig lora = new LoraConfig(4, 8, Collections.nCopies(1 << 17, "q_proj"));
    try (Member member = open(kafka, 2, 1000, lora)) {

      // When
      work(member, 24);

      // Then
      assertThat(member.version()).isZero();
      assertThat(member.figures().unpublishable()).isPositive();
      assertThat(member.figures().refusals()).isEqualTo(member.figures().unpublishable());
      member.save();
    }
    SavedState saved = Members.saved(kafka, SFT).orElseThrow();
    assertThat(saved.manifest().getEditsSeen()).isEqualTo(24);
    assertThat(saved.state().published()).isEmpty();
    assertThat(new PublishedCheckpoints(kafka).all()).isEmpty();
  }

  @Test
  void shouldLearnNothingWhilePaused() {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    Labels.ofEmail(kafka, 0, 8);
    Control paused = rollBackTo(0);
    paused.setRollBacks(Map.of());
    paused.setPausedAt(Instant.now());
    try (Member member = open(kafka, 2, 1000)) {
      member.obey(Optional.of(paused));

      // When
      for (int i = 0; i < 20; i++) {
        member.work();
      }

      // Then
      assertThat(member.editsSeen()).isZero();
      member.obey(Optional.empty());
      work(member, 8);
    }
  }

  @Test
  void shouldHoldBackACheckpointThatIsWorseAndGoOn() {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    try (Labels labels = new Labels(kafka);
        Member member = open(kafka, 20, 1000)) {
      List<Integer> trainable = new ArrayList<>();
      for (int i = 0; i < 160; i++) {
        labels.supervision("email", i, 0, "a cat, at 14:30", 0);
        if (!Labels.heldOut(GATE.holdOut(), i)) {
          trainable.add(i);
        }
      }
      work(member, 160);
      long good = member.version();
      member.save();
      long held = Members.saved(kafka, SFT).orElseThrow().state().memory().heldOut().size();
      assertThat(held).isGreaterThanOrEqualTo(Judge.ENOUGH);

      // When
      for (int i = 0; i < 80; i++) {
        labels.supervision("email", trainable.get(i), 1, "on the mat on the mat sat", 0);
      }
      work(member, 240);

      // Then
      assertThat(good).isPositive();
      assertThat(member.figures().refusals()).isPositive();
      member.save();
      SavedState saved = Members.saved(kafka, SFT).orElseThrow();
      assertThat(saved.manifest().getVersion()).isEqualTo(good);
      assertThat(saved.manifest().getEditsSeen()).isEqualTo(240);
      assertThat(saved.manifest().getNextOffsets().get(0).getOffset()).isEqualTo(240);
      assertThat(new PublishedCheckpoints(kafka).find(SFT, good + 1)).isEmpty();
    }
  }

  @Test
  void shouldStopWhereNoLabelCanBeLearntAndLeaveTheWeights() {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    Labels.ofEmail(kafka, 0, 16);
    try (Member member = open(kafka, 2, 1e-9)) {
      Map<String, float[]> first = member.model().state(0, List.of()).weights();

      // When
      assertThatThrownBy(() -> work(member, 16))

          // Then
          .isInstanceOf(RefusedStateException.class)
          .hasMessageContaining("10 labels in a row")
          .hasMessageContaining("--skip-norm");
      assertThat(member.figures().skippedLabels()).isEqualTo(9);
      assertThat(member.steps()).isZero();
      Map<String, float[]> weights = member.model().state(0, List.of()).weights();
      first.forEach((name, values) -> assertThat(weights.get(name)).isEqualTo(values));
    }
  }

  @Test
  void shouldBuildAMemberAnewAndSayWhatItSaw() {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    int heldOut = firstHeldOut();
    int first = heldOut - 3;
    Labels.ofEmail(kafka, first, first + 42);

    // When
    int status =
        run(
            kafka,
            new StringWriter(),
            "retrain",
            "--from-beginning",
            "--as=fresh",
            "--kind=sft",
            "--task=email",
            "--precision=float32",
            "--guard-contexts=0",
            "--round-interval=600",
            "--publish-interval=600",
            "--model=" + base);

    // Then
    assertThat(status).isZero();
    MemberId fresh = MemberId.of("email", "fresh=sft");
    Checkpoint checkpoint = new PublishedCheckpoints(kafka).of("email").get(0);
    assertThat(checkpoint.getMember()).isEqualTo("fresh");
    assertThat(checkpoint.getTrainedThrough().get(0).getOffset()).isEqualTo(40);
    assertThat(Members.saved(kafka, fresh).orElseThrow().manifest().getKind()).isEqualTo("sft");
    assertThat(saw(kafka, first)).containsPattern("email/fresh/1 .*supervision-0@0 .* yes");
    assertThat(saw(kafka, heldOut)).containsPattern("email/fresh/1 .* no: its context is held out");
    assertThat(saw(kafka, first + 41)).containsPattern("email/fresh/1 .* no: it came later");
    assertThat(saw(kafka, first + 42)).contains("no: there never was a label");
    assertThat(evaluated(kafka))
        .containsPattern("eval_samples +%1$.4f +%1$.4f".formatted(heldOutOf(checkpoint)))
        .containsPattern("eval_loss +(\\S+) +\\1")
        .contains("{\"task\":\"email\",\"member\":\"fresh\",\"version\":1,");
  }

  private static double heldOutOf(Checkpoint checkpoint) {
    return checkpoint.getHeldOut().get("eval_samples");
  }

  private static String evaluated(Cluster kafka) {
    StringWriter out = new StringWriter();
    int status =
        run(
            kafka,
            out,
            "evaluate",
            "--task=email",
            "--member=fresh",
            "--version=1",
            "--precision=float32",
            "--guard-contexts=0",
            "--model=" + base);
    assertThat(status).isZero();
    return out.toString();
  }

  private static int firstHeldOut() {
    return IntStream.iterate(3, i -> i + 1)
        .filter(i -> Labels.heldOut(HoldOut.FORMER, i))
        .findFirst()
        .orElseThrow();
  }

  private static String saw(Cluster kafka, int generation) {
    StringWriter out = new StringWriter();
    assertThat(run(kafka, out, "saw", Labels.id(generation))).isZero();
    return out.toString();
  }

  private static int run(Cluster kafka, StringWriter out, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--bootstrap-servers=" + kafka.brokers());
    all.add("--schema-registry=" + kafka.registry());
    all.add("--topic-prefix=" + kafka.prefix());
    return LearnerCommand.of(new LearnerCommand())
        .setOut(new PrintWriter(out))
        .execute(all.toArray(String[]::new));
  }

  private static Control rollBackTo(long version) {
    return Control.newBuilder()
        .setTask("email")
        .setChangedAt(Instant.EPOCH)
        .setRollBacks(Map.of("sft", new RollBack(version, Instant.ofEpochMilli(7))))
        .build();
  }

  private static Member open(Cluster kafka, long publishSteps, double skipNorm) {
    return open(kafka, publishSteps, skipNorm, LoraConfig.ofRank(4));
  }

  private static Member open(Cluster kafka, long publishSteps, double skipNorm, LoraConfig lora) {
    RlSettings rl = new RlSettings(RlObjective.PAIRWISE, 0.1, 1, 4, 32, false);
    Hyperparameters parameters =
        new Hyperparameters(lora, 0.02, 2, 0.01, 1, 0.1, 1, rl, 1, 4, 0, 128, 1);
    RoundSettings rounds =
        new RoundSettings(
            Duration.ofMillis(200),
            64,
            Duration.ZERO,
            publishSteps,
            20,
            GATE,
            Staleness.OFF,
            skipNorm);
    return Members.open(Members.setup(model, kafka, SFT, parameters, rounds), "test");
  }

  private static void work(Member member, long editsSeen) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (member.editsSeen() < editsSeen && System.nanoTime() < deadline) {
      member.work();
    }
    member.end(Ending.DUE);
    assertThat(member.editsSeen()).isEqualTo(editsSeen);
  }
}
