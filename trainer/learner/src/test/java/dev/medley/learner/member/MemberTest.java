package dev.medley.learner.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.Labels;
import dev.medley.learner.rounds.FencedException;
import dev.medley.learner.rounds.PublishedCheckpoints;
import dev.medley.learner.settings.GateSettings;
import dev.medley.learner.settings.HoldOut;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.JournalSettings;
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
import dev.medley.schemas.AdapterChunk;
import dev.medley.schemas.AdapterFile;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.JournalEntry;
import dev.medley.schemas.Loss;
import dev.medley.schemas.OffsetRange;
import dev.medley.schemas.Topic;
import dev.medley.schemas.TraceParent;
import dev.medley.schemas.checkpoints.Sha256;
import dev.medley.schemas.signing.CheckpointSigner;
import dev.medley.schemas.signing.KeyFiles;
import dev.medley.schemas.signing.TrustedKeys;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Members against a real broker and registry, over a small random model on libtorch. */
@ExtendWith(SharedPlatform.class)
final class MemberTest {
  private static final RoundSettings EAGER = rounds(Duration.ZERO, 1);

  /** Its round stays open. */
  private static final RoundSettings PATIENT = rounds(Duration.ofHours(1), 1000);

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension
  static final OpenTelemetryExtension TELEMETRY = OpenTelemetryExtension.create();

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
  void shouldGoOnAsIfItHadNeverStopped() {
    for (MemberKind kind : MemberKind.values()) {
      // Given
      Cluster whole = Topics.fresh(platform, 1);
      Cluster parted = Topics.fresh(platform, 1);
      Labels.ofEmail(whole, 0, 40);
      Labels.ofEmail(parted, 0, 40);
      try (Member uninterrupted = open(whole, kind, 4, "one")) {
        workUntil(uninterrupted, 40);
        uninterrupted.save();
      }
      try (Member first = open(parted, kind, 4, "one")) {
        // Some micro-batches after the last commit: they must be read again, not lost.
        while (first.editsSeen() < 20) {
          first.work();
        }
      }

      // When
      try (Member second = open(parted, kind, 4, "two")) {
        workUntil(second, 40);
        second.save();
      }

      // Then
      SavedState expected = read(whole, kind);
      SavedState state = read(parted, kind);
      assertThat(state.manifest().getEditsSeen()).isEqualTo(40);
      assertThat(state.manifest().getSteps()).isEqualTo(expected.manifest().getSteps());
      assertThat(state.manifest().getNextOffsets()).isEqualTo(expected.manifest().getNextOffsets());
      assertThat(state.state().memory().seen()).hasSize(40);
      expected
          .state()
          .weights()
          .forEach(
              (name, values) -> assertThat(state.state().weights().get(name)).isEqualTo(values));
    }
  }

  @Test
  void shouldSkipALabelThatNoStateHoldsAndStartAgain() {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    MemberId id = new MemberId("Email", "my-sft", MemberKind.SFT);
    try (Labels labels = new Labels(kafka)) {
      labels.supervision("Email", "x".repeat(70_000), 0, 0, "b", 0);
      labels.write("Email", 1, 9);
    }
    try (Member first = open(kafka, id, 4, "one", EAGER)) {
      workUntil(first, 8);
      first.end(Ending.DUE);
      assertThat(first.unreadable()).isEqualTo(1);
    }

    // When
    try (Member second = open(kafka, id, 4, "two", EAGER)) {
      second.work();

      // Then
      assertThat(second.editsSeen()).isEqualTo(8);
      second.save();
      assertThat(Members.saved(kafka, id)).isPresent();
    }
  }

  @Test
  void shouldPublishAPeftDirectoryThatVerifies() throws Exception {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    Labels.ofEmail(kafka, 0, 48);

    // When
    try (Member member = open(kafka, MemberKind.EARLY, 4, "one")) {
      workUntil(member, 48);
      member.end(Ending.DUE);
    }

    // Then
    List<ConsumerRecord<String, byte[]>> published = Topics.read(kafka, Topic.CHECKPOINTS);
    AvroDeserializer<Checkpoint> checkpoints =
        new AvroDeserializer<>(kafka.registryClient(), Checkpoint.class);
    List<Checkpoint> alive =
        Topics.newest(published).values().stream()
            .map(value -> checkpoints.deserialize("", value))
            .toList();
    assertThat(alive).hasSize(3);
    Checkpoint newest = alive.get(2);
    assertThat(newest.getEditsSeen()).isEqualTo(48);
    assertThat(newest.getParent()).isEqualTo(newest.getVersion() - 1);
    assertThat(newest.getBaseDigest()).isEqualTo(model.digest());
    assertThat(newest.getHeldOut()).containsKeys("eval_loss", "eval_base_loss");
    assertThat(newest.getHeldOut().get("eval_samples")).isEqualTo(heldOut(48));
    assertThat(alive).allMatch(new TrustedKeys(keys().trusted())::verify);
    byte[] bytes = chunks(kafka, newest);
    assertThat(Sha256.of(bytes)).isEqualTo(newest.getAdapterDigest());
    try (LoraAdapter adapter = model.readAdapter(unpack(newest, bytes))) {
      assertThat(adapter.config().rank()).isEqualTo(4);
    }
  }

  @Test
  void shouldLinkACheckpointToItsMicroBatchesAndThoseToTheirEdits() {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    Labels.ofEmail(kafka, 0, 16);

    // When
    try (Member member = open(kafka, MemberKind.SFT, 4, "one")) {
      workUntil(member, 16);
      member.end(Ending.DUE);
    }

    // Then
    Map<String, SpanData> checkpoints = spans("publish");
    Map<String, SpanData> steps = spans("learn");
    assertThat(linked(steps.values()).map(SpanContext::getTraceId))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 16).mapToObj(Labels::id).map(Labels::trace).toList());
    assertThat(linked(checkpoints.values()).map(SpanContext::getSpanId))
        .containsExactlyInAnyOrderElementsOf(steps.keySet());
    assertThat(Topics.read(kafka, Topic.CHECKPOINTS))
        .filteredOn(record -> record.value() != null)
        .extracting(record -> TraceParent.span(TraceParent.of(record.headers())).getSpanId())
        .containsExactlyInAnyOrderElementsOf(checkpoints.keySet());
  }

  private static Map<String, SpanData> spans(String name) {
    return TELEMETRY.getSpans().stream()
        .filter(span -> span.getName().equals(name))
        .collect(Collectors.toMap(SpanData::getSpanId, span -> span));
  }

  private static Stream<SpanContext> linked(Collection<SpanData> spans) {
    return spans.stream().flatMap(span -> span.getLinks().stream()).map(LinkData::getSpanContext);
  }

  private static double heldOut(int labels) {
    return IntStream.range(0, labels)
        .filter(i -> Labels.heldOut(new HoldOut(5, 0, Optional.empty()), i))
        .count();
  }

  private static byte[] chunks(Cluster kafka, Checkpoint checkpoint) {
    AvroDeserializer<AdapterChunk> deserializer =
        new AvroDeserializer<>(kafka.registryClient(), AdapterChunk.class);
    String key = "email/early/" + checkpoint.getVersion() + "/";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (ConsumerRecord<String, byte[]> record : Topics.read(kafka, Topic.ADAPTER_CHUNKS)) {
      if (record.key().startsWith(key) && record.value() != null) {
        assertThat(record.offset()).isGreaterThanOrEqualTo(checkpoint.getChunkOffset());
        byte[] piece = new byte[deserializer.deserialize("", record.value()).getData().remaining()];
        deserializer.deserialize("", record.value()).getData().get(piece);
        bytes.writeBytes(piece);
      }
    }
    return bytes.toByteArray();
  }

  private static Path unpack(Checkpoint checkpoint, byte[] bytes) throws Exception {
    Path directory = Files.createDirectories(folder.resolve("peft"));
    int from = 0;
    for (AdapterFile file : checkpoint.getFiles()) {
      int to = from + (int) file.getSize();
      Files.write(directory.resolve(file.getName()), Arrays.copyOfRange(bytes, from, to));
      from = to;
    }
    assertThat(from).isEqualTo(bytes.length);
    return directory;
  }

  @Test
  void shouldNameItsRivalWhenFenced() {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    Labels.ofEmail(kafka, 0, 8);
    try (Member old = open(kafka, MemberKind.SFT, 4, "old trainer", PATIENT)) {
      while (old.editsSeen() == 0) {
        old.work();
      }
      try (Member rival = open(kafka, MemberKind.SFT, 4, "new trainer")) {
        // When
        assertThatThrownBy(() -> old.end(Ending.LAST))

            // Then
            .isInstanceOf(FencedException.class)
            .hasMessageContaining("new trainer")
            .hasMessageContaining("old trainer");
        assertThat(rival.steps()).isZero();
      }
    }
  }

  @Test
  void shouldClaimNoCheckpointThatWasNotCommitted() {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    Labels.ofEmail(kafka, 0, 8);
    try (Member old = open(kafka, MemberKind.SFT, 4, "old trainer", PATIENT)) {
      while (old.steps() == 0) {
        old.work();
      }
      try (Member rival = open(kafka, MemberKind.SFT, 4, "new trainer")) {
        // When
        assertThatThrownBy(() -> old.end(Ending.LAST)).isInstanceOf(FencedException.class);

        // Then
        assertThat(old.version()).isZero();
        workUntil(rival, 8);
        rival.end(Ending.DUE);
        assertThat(rival.version()).isPositive();
      }
    }
  }

  @Test
  void shouldRefuseAnotherRank() {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    Labels.ofEmail(kafka, 0, 8);
    try (Member member = open(kafka, MemberKind.DPO, 4, "one")) {
      workUntil(member, 8);
      member.end(Ending.DUE);
    }

    // When
    assertThatThrownBy(() -> open(kafka, MemberKind.DPO, 2, "two"))

        // Then
        .isInstanceOf(RefusedStateException.class)
        .hasMessageContaining("rank 4")
        .hasMessageContaining("--rank is 2");
  }

  @Test
  void shouldGoOnWithoutLabelsThatRetentionRemovedAndNameThem() throws Exception {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    learnAndForget(kafka, true);

    // When
    try (Member second = open(kafka, MemberKind.SFT, 4, "two")) {
      workUntil(second, 12);
      second.end(Ending.DUE);
      assertThat(second.figures().lostLabels()).isEqualTo(4);
    }

    // Then
    assertThat(new PublishedCheckpoints(kafka).of("email"))
        .last()
        .extracting(Checkpoint::getLost, Checkpoint::getEditsSeen)
        .containsExactly(List.of(new OffsetRange(0, 8L, 12L, null, null)), 12L);
    assertThat(actions(kafka)).filteredOn(Loss.class::isInstance).hasSize(1);
    try (Member third = open(kafka, MemberKind.SFT, 4, "three")) {
      assertThat(third.editsSeen()).isEqualTo(12);
    }
  }

  @Test
  void shouldStopWhereLabelsAreLostAndItIsToldTo() throws Exception {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    learnAndForget(kafka, true);
    JournalSettings refuse =
        new JournalSettings(Duration.ofHours(1), 4, Duration.ZERO, false, true);
    MemberId id = new MemberId("email", MemberKind.SFT);
    try (Member second = open(kafka, id, 4, "two", EAGER, refuse)) {

      // When
      assertThatThrownBy(second::work)

          // Then
          .isInstanceOf(RefusedStateException.class)
          .hasMessageContaining("\"from\": 8, \"to\": 12")
          .hasMessageContaining("--on-lost-labels go-on");
    }
  }

  @Test
  void shouldRefuseWhatCantBeDoneAgain() throws Exception {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    learnAndForget(kafka, false);

    // When
    assertThatThrownBy(() -> open(kafka, MemberKind.SFT, 4, "two"))

        // Then
        .isInstanceOf(RefusedStateException.class)
        .hasMessageContaining("email/sft")
        .hasMessageContaining("supervision-0@0")
        .hasMessageContaining("retrain");
  }

  /** Eight labels are learnt, eight more come, and all before the twelfth are gone. */
  private static void learnAndForget(Cluster kafka, boolean saved) throws Exception {
    Labels.ofEmail(kafka, 0, 8);
    try (Member member = open(kafka, MemberKind.SFT, 4, "one")) {
      workUntil(member, 8);
      member.end(Ending.DUE);
      if (saved) {
        member.save();
      }
    }
    Labels.ofEmail(kafka, 8, 16);
    TopicPartition partition = new TopicPartition(kafka.topic(Topic.SUPERVISION), 0);
    try (Admin admin = Admin.create(kafka.client())) {
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(12))).all().get();
    }
  }

  private static List<Object> actions(Cluster kafka) {
    AvroDeserializer<JournalEntry> deserializer =
        new AvroDeserializer<>(kafka.registryClient(), JournalEntry.class);
    return Topics.read(kafka, Topic.TRAINER_JOURNAL).stream()
        .flatMap(record -> deserializer.deserialize("", record.value()).getActions().stream())
        .toList();
  }

  private static RoundSettings rounds(Duration interval, long publishSteps) {
    GateSettings gate = new GateSettings(5, 16, 5, 1);
    return new RoundSettings(interval, 8, interval, publishSteps, 3, gate, Staleness.OFF, 1000);
  }

  private static Member open(Cluster kafka, MemberKind kind, int rank, String self) {
    return open(kafka, kind, rank, self, EAGER);
  }

  private static Member open(
      Cluster kafka, MemberKind kind, int rank, String self, RoundSettings rounds) {
    return open(kafka, new MemberId("email", kind), rank, self, rounds);
  }

  private static Member open(
      Cluster kafka, MemberId id, int rank, String self, RoundSettings rounds) {
    return open(kafka, id, rank, self, rounds, Members.BY_COUNT);
  }

  private static Member open(
      Cluster kafka,
      MemberId id,
      int rank,
      String self,
      RoundSettings rounds,
      JournalSettings journal) {
    Hyperparameters parameters =
        new Hyperparameters(
            LoraConfig.ofRank(rank),
            1e-3,
            2,
            0.01,
            1,
            0.1,
            1,
            new RlSettings(RlObjective.COST_MODEL, 0.1, 1, 4, 32, false),
            1,
            4,
            1,
            128,
            1);
    return Members.open(
        Members.signed(
            Members.setup(model, kafka, id, parameters, rounds, journal),
            CheckpointSigner.of(keys().privateKey())),
        self);
  }

  private static KeyFiles keys() {
    return KeyFiles.in(folder.resolve("keys"), "trainer");
  }

  private static void workUntil(Member member, int editsSeen) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (member.editsSeen() < editsSeen && System.nanoTime() < deadline) {
      member.work();
    }
    assertThat(member.editsSeen()).isEqualTo(editsSeen);
  }

  private static SavedState read(Cluster kafka, MemberKind kind) {
    return Members.saved(kafka, new MemberId("email", kind)).orElseThrow();
  }
}
