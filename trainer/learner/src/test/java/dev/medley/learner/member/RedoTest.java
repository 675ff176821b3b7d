package dev.medley.learner.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.Labels;
import dev.medley.learner.rounds.PublishedCheckpoints;
import dev.medley.learner.settings.GateSettings;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.JournalSettings;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.MemberKind;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.learner.settings.RlObjective;
import dev.medley.learner.settings.RlSettings;
import dev.medley.learner.settings.RoundSettings;
import dev.medley.learner.settings.Staleness;
import dev.medley.learner.state.FormerStates;
import dev.medley.learner.state.Manifests;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.lm.torch.Precision;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Divergence;
import dev.medley.schemas.JournalEntry;
import dev.medley.schemas.MicroBatch;
import dev.medley.schemas.PartitionOffset;
import dev.medley.schemas.Topic;
import dev.medley.schemas.TrainerManifest;
import dev.medley.schemas.TrainerState;
import dev.medley.schemas.checkpoints.Sha256;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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

/** Members that come back to a journal that their state does not reflect. */
@ExtendWith(SharedPlatform.class)
final class RedoTest {
  private static final MemberId SFT = new MemberId("email", MemberKind.SFT);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JournalSettings ACCEPT =
      new JournalSettings(Duration.ofHours(1), 4, Duration.ZERO, true, false);

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
  void shouldDoAgainWithTheSettingsOfThatTime() {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    learn(kafka, 8);

    // When
    Labels.ofEmail(kafka, 8, 16);
    try (Member other = open(model, kafka, 5e-4, Members.BY_COUNT)) {
      assertThat(other.editsSeen()).isEqualTo(8);
      work(other, 16);
      other.end(Ending.DUE);
    }

    // Then
    assertThat(entries(kafka))
        .extracting(JournalEntry::getSettings)
        .filteredOn(Objects::nonNull)
        .extracting(settings -> settings.getLearningRate())
        .containsExactly(1e-3, 5e-4);
    try (Member third = open(model, kafka, 1e-3, Members.BY_COUNT)) {
      assertThat(third.editsSeen()).isEqualTo(16);
    }
  }

  @Test
  void shouldRefuseOtherBytesThanWerePublishedOrMarkThem() {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    learn(kafka, 8);
    // As on other hardware: the same weights, and other sums.
    try (LanguageModel coarse = LanguageModel.load(base, Precision.BFLOAT16)) {

      // When
      assertThatThrownBy(() -> open(coarse, kafka, 1e-3, Members.BY_COUNT))

          // Then
          .isInstanceOf(RefusedStateException.class)
          .hasMessageContaining("email/sft: by labels and journal, version 1 has the digest")
          .hasMessageContaining("--on-redo-mismatch accept");
      Labels.ofEmail(kafka, 8, 16);
      try (Member accepted = open(coarse, kafka, 1e-3, ACCEPT)) {
        work(accepted, 16);
        accepted.end(Ending.DUE);
        assertThat(accepted.savesSoon()).isTrue();
      }
      // The difference is known by then.
      try (Member again = open(coarse, kafka, 1e-3, Members.BY_COUNT)) {
        assertThat(again.editsSeen()).isEqualTo(16);
      }
    }
    assertThat(entries(kafka))
        .flatExtracting(JournalEntry::getActions)
        .filteredOn(Divergence.class::isInstance)
        .hasSize(2);
    assertThat(new PublishedCheckpoints(kafka).of("email"))
        .last()
        .extracting(Checkpoint::getReproducible)
        .isEqualTo(false);
  }

  @Test
  void shouldLearnFewLabelsOnceTheyHaveWaitedAndManyAtOnceInABacklog() {
    // Given
    Cluster kafka = Topics.fresh(platform, 4);
    Labels.ofEmail(kafka, 0, 21);
    JournalSettings soon =
        new JournalSettings(Duration.ofMillis(300), 16, Duration.ZERO, false, false);

    // When
    try (Member member = open(model, kafka, 1e-3, soon)) {
      work(member, 21);
      member.end(Ending.DUE);
    }

    // Then
    List<Integer> sizes =
        entries(kafka).stream()
            .flatMap(entry -> entry.getActions().stream())
            .filter(MicroBatch.class::isInstance)
            .map(action -> ((MicroBatch) action).getLabels().size())
            .toList();
    assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(21);
    assertThat(sizes).contains(16).anyMatch(size -> size < 4);
    try (Member again = open(model, kafka, 1e-3, Members.BY_COUNT)) {
      assertThat(again.editsSeen()).isEqualTo(21);
    }
  }

  @Test
  void shouldMoveAStateOfTheReleaseBeforeOnce() throws Exception {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    byte[] state;
    long steps;
    try (Member member = open(model, kafka, 1e-3, Members.BY_COUNT)) {
      Labels.ofEmail(kafka, 0, 8);
      work(member, 8);
      state = member.model().state(1, List.of()).bytes();
      steps = member.steps();
    }
    Cluster former = Topics.fresh(platform, 1);
    Labels.ofEmail(former, 0, 12);
    writeFormer(former, state, steps);

    // When
    try (Member moved = open(model, former, 1e-3, Members.BY_COUNT)) {
      assertThat(moved.editsSeen()).isEqualTo(8);
      work(moved, 12);
      moved.end(Ending.DUE);
    }

    // Then
    try (Member again = open(model, former, 1e-3, Members.BY_COUNT)) {
      assertThat(again.editsSeen()).isEqualTo(12);
    }
    assertThat(new Manifests(former).find(SFT).orElseThrow().manifest().getEditsSeen())
        .isEqualTo(8);
    assertThat(new FormerStates(former).find(SFT)).isEmpty();
    assertThat(Topics.newest(Topics.read(former, Topic.TRAINER_STATE)).keySet())
        .containsExactlyInAnyOrder("email/sft/1/0", "email/sft/manifest");
  }

  /** As the trainer of the release before does at the end of a round. */
  private static void writeFormer(Cluster kafka, byte[] state, long steps) throws Exception {
    String topic = kafka.topic(Topic.TRAINER_STATE);
    TrainerManifest manifest =
        TrainerManifest.newBuilder()
            .setTask("email")
            .setMember("sft")
            .setKind("sft")
            .setBaseDigest(model.digest())
            .setLoraRank(4)
            .setStateDigest(Sha256.of(state))
            .setChunks(1)
            .setVersion(0)
            .setSteps(steps)
            .setEditsSeen(8)
            .setNewestEditAt(Instant.EPOCH)
            .setSeed(1)
            .setLabelTopic(kafka.topic(Topic.SUPERVISION))
            .setNextOffsets(List.of(new PartitionOffset(0, 8L)))
            .setSavedAt(Instant.EPOCH)
            .build();
    AvroSerializer<TrainerState> states = new AvroSerializer<>(kafka.registryClient());
    try (Producer<String, byte[]> producer =
        new KafkaProducer<>(kafka.producer(), new StringSerializer(), new ByteArraySerializer())) {
      TrainerState chunk = new TrainerState(null, ByteBuffer.wrap(state));
      producer
          .send(new ProducerRecord<>(topic, "email/sft/0", states.serialize(topic, chunk)))
          .get();
      TrainerState owner = new TrainerState(null, ByteBuffer.wrap(new byte[] {'x'}));
      producer
          .send(new ProducerRecord<>(topic, "email/sft/owner", states.serialize(topic, owner)))
          .get();
      TrainerState closing = new TrainerState(manifest, null);
      producer
          .send(new ProducerRecord<>(topic, "email/sft/manifest", states.serialize(topic, closing)))
          .get();
    }
  }

  /** A member that ends without a state: all of it is to be done again. */
  private static void learn(Cluster kafka, int labels) {
    Labels.ofEmail(kafka, 0, labels);
    try (Member member = open(model, kafka, 1e-3, Members.BY_COUNT)) {
      work(member, labels);
      member.end(Ending.DUE);
      assertThat(member.version()).isPositive();
    }
  }

  private static List<JournalEntry> entries(Cluster kafka) {
    AvroDeserializer<JournalEntry> deserializer =
        new AvroDeserializer<>(kafka.registryClient(), JournalEntry.class);
    return Topics.read(kafka, Topic.TRAINER_JOURNAL).stream()
        .map(record -> deserializer.deserialize("", record.value()))
        .toList();
  }

  private static Member open(
      LanguageModel base, Cluster kafka, double learningRate, JournalSettings journal) {
    RlSettings rl = new RlSettings(RlObjective.COST_MODEL, 0.1, 1, 4, 32, false);
    Hyperparameters parameters =
        new Hyperparameters(
            LoraConfig.ofRank(4), learningRate, 2, 0.01, 1, 0.1, 1, rl, 1, 4, 1, 128, 1);
    GateSettings gate = new GateSettings(5, 16, 5, 1);
    RoundSettings rounds =
        new RoundSettings(Duration.ZERO, 8, Duration.ZERO, 1, 3, gate, Staleness.OFF, 1000);
    return Members.open(Members.setup(base, kafka, SFT, parameters, rounds, journal), "self");
  }

  private static void work(Member member, int editsSeen) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (member.editsSeen() < editsSeen && System.nanoTime() < deadline) {
      member.work();
    }
    assertThat(member.editsSeen()).isEqualTo(editsSeen);
  }
}
