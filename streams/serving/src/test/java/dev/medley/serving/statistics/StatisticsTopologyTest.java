package dev.medley.serving.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.medley.ensemble.AdaptiveBound;
import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Adapter;
import dev.medley.schemas.ArmStatistics;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Cost;
import dev.medley.schemas.FinishReason;
import dev.medley.schemas.Generation;
import dev.medley.serving.Costs;
import dev.medley.serving.events.Samples;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology that nodes run, fed by hand. */
final class StatisticsTopologyTest {
  private static final Instant START = Adapter.NEWEST_EDIT;

  @TempDir Path folder;
  private TopologyTestDriver driver;
  private TestInputTopic<String, byte[]> costs;
  private TestInputTopic<String, byte[]> generations;
  private AvroSerializer<Cost> serializer;
  private MockSchemaRegistryClient registry;
  private Skipped skipped;

  @BeforeEach
  void start() {
    start(new Silence(Duration.ofHours(1), false));
  }

  private void start(Silence silence) {
    registry = new MockSchemaRegistryClient();
    serializer = new AvroSerializer<>(registry);
    skipped = new Skipped();
    Cluster cluster = new Cluster("localhost:1", "http://localhost:1", "");
    driver =
        new TopologyTestDriver(
            StatisticsTopology.build(
                cluster, registry, silence, skipped, 1, Materialized.StoreType.IN_MEMORY),
            Statistics.properties(cluster, folder, skipped),
            START);
    generations =
        driver.createInputTopic("generations", new StringSerializer(), new ByteArraySerializer());
    costs = driver.createInputTopic("cost", new StringSerializer(), new ByteArraySerializer());
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void shouldAddUpAnArmsCosts() {
    // Given
    send("a", 0, "email", "sft", 0.25);
    send("b", 0, "email", "dpo", 1);
    send("c", 0, "summary", "sft", 3);

    // When
    send("d", 0, "email", "sft", 0.5);

    // Then
    assertArm("email/sft", 2, 0.75);
    assertArm("email/dpo", 1, 1.0);
    assertArm("summary/sft", 1, 3.0);
    assertThat(arm("summary/sft").getChargeSum()).isEqualTo(1);
  }

  @Test
  void shouldReplaceAnEarlierRevisionAndIgnoreAnOlderOne() {
    // Given
    send("a", 0, "email", "sft", 0.9);
    send("a", 2, "email", "sft", 0.1);

    // When
    send("a", 1, "email", "sft", 0.7);

    // Then
    assertArm("email/sft", 1, 0.1);
  }

  @Test
  void shouldCountTheSameLabelOnce() {
    // Given
    send("a", 0, "email", "sft", 0.3);

    // When
    send("a", 0, "email", "sft", 0.3);

    // Then
    assertArm("email/sft", 1, 0.3);
  }

  @Test
  void shouldNotCountUnknownArmsOrImpossibleCosts() {
    // Given
    send("a", 0, "email", "unknown", 0.3);
    send("b", 0, "email", "sft", Double.NaN);
    send("c", 0, "email", "sft", -1);

    // When
    send("d", 0, "email", "sft", 0.5);

    // Then
    assertThat(arm("email/sft").getPlays()).isEqualTo(1);
    assertThat(arm("email/unknown")).isNull();
  }

  @Test
  void shouldNotCountWhatNoCodecHoldsAndGoOn() {
    // Given
    String tooLong = "x".repeat(70_000);
    send("a", 0, tooLong, "sft", 0.5);
    send("b", 0, "email", tooLong, 0.5);
    send("c", 0, "a/b", "sft", 0.5);
    send(tooLong, 0, "email", "sft", 0.5);
    ask(tooLong, FinishReason.STOP);

    // When
    send("d", 0, "Email", "my-sft", 0.5);

    // Then
    assertArm("Email/my-sft", 1, 0.5);
    assertThat(arm("email/sft")).isNull();
    assertThat(skipped.count(Skipped.Reason.RULES)).isEqualTo(5);
  }

  @Test
  void shouldSkipWhatItCannotDecode() {
    // Given
    costs.pipeInput("a", new byte[] {1, 2, 3});
    byte[] whole = serializer.serialize("cost", Costs.of("b", 0, "email", "sft", 0.5));
    costs.pipeInput("b", Arrays.copyOf(whole, 12));

    // When
    send("c", 0, "email", "sft", 0.5);

    // Then
    assertThat(arm("email/sft").getPlays()).isEqualTo(1);
  }

  @Test
  void shouldPublishWhatItCounted() {
    // When
    send("a", 0, "email", "sft", 0.5);

    // Then
    Map<String, ArmStatistics> published =
        driver
            .createOutputTopic(
                "arm-statistics",
                new StringDeserializer(),
                new AvroDeserializer<>(registry, ArmStatistics.class))
            .readKeyValuesToMap();
    assertThat(published).containsExactly(Map.entry("email/sft", arm("email/sft")));
    assertArm("email/sft", 1, 0.5);
  }

  @Test
  void shouldCountWhatWaitsForItsAnswer() {
    // Given
    ask("a", FinishReason.STOP);
    ask("b", FinishReason.STOP);
    ask("c", FinishReason.CANCELLED);

    // When
    send("a", 0, "email", "sft", 0.4);

    // Then
    assertArm("email/sft", 1, 0.4);
    assertThat(arm("email/sft").getWaiting()).isEqualTo(1);
  }

  @Test
  void shouldSkipAndCountWhatANewerWriterSaysOrNobodyCanRead() {
    // Given
    ask("a", FinishReason.UNKNOWN);
    generations.pipeInput("b", new byte[] {1, 2, 3});

    // When
    ask("c", FinishReason.STOP);

    // Then
    assertThat(arm("email/sft").getWaiting()).isEqualTo(1);
    assertThat(skipped.count(Skipped.Reason.FINISH_REASON)).isEqualTo(1);
    assertThat(skipped.count(Skipped.Reason.UNREADABLE)).isEqualTo(1);
  }

  @Test
  void shouldNotCountAGenerationTwiceWhicheverComesFirst() {
    // Given
    send("a", 0, "email", "sft", 0.4);

    // When
    ask("a", FinishReason.STOP);

    // Then
    assertArm("email/sft", 1, 0.4);
    assertThat(arm("email/sft").getWaiting()).isZero();
  }

  @Test
  void shouldCallSilentWhatNobodyAnswersAndBelieveALateAnswer() {
    // Given
    ask("a", FinishReason.STOP);
    ask("b", FinishReason.STOP);
    driver.advanceWallClockTime(Duration.ofMinutes(59));
    assertThat(arm("email/sft").getWaiting()).isEqualTo(2);

    // When
    driver.advanceWallClockTime(Duration.ofMinutes(2));

    // Then
    assertThat(arm("email/sft").getWaiting()).isZero();
    assertThat(arm("email/sft").getSilent()).isEqualTo(2);
    assertThat(arm("email/sft").getPlays()).isZero();
    send("b", 0, "email", "sft", 0.7);
    assertThat(arm("email/sft").getSilent()).isEqualTo(1);
    assertArm("email/sft", 1, 0.7);
  }

  @Test
  void shouldTakeSilenceForAcceptanceWhereAskedTo() {
    // Given
    driver.close();
    start(new Silence(Duration.ofHours(1), true));
    ask("a", FinishReason.STOP);
    ask("b", FinishReason.STOP);

    // When
    driver.advanceWallClockTime(Duration.ofHours(2));

    // Then
    assertArm("email/sft", 2, 0);
    send("b", 0, "email", "sft", 0.7);
    assertArm("email/sft", 2, 0.7);
    assertThat(arm("email/sft").getSilent()).isEqualTo(1);
  }

  @Test
  void shouldForgetAResponseWhoseRevisionsAreOver() {
    // Given
    send("a", 0, "email", "sft", 0.4);
    ask("b", FinishReason.STOP);

    // When
    driver.advanceWallClockTime(Duration.ofDays(31));
    driver.advanceWallClockTime(Duration.ofDays(31));

    // Then
    assertThat(driver.getKeyValueStore(PlayLedger.PLAYS).all()).isExhausted();
    assertThat(driver.getKeyValueStore(PlayLedger.DEADLINES).all()).isExhausted();
    assertArm("email/sft", 1, 0.4);
  }

  @Test
  void shouldShareEnoughToSeeAChange() {
    // Given
    for (int i = 0; i < 60; i++) {
      Cost cost = Costs.of("a" + i, 0, "email", "sft", i < 40 ? 0.2 : 0.8);
      cost.setGeneratedAt(START.plusSeconds(i));
      costs.pipeInput(cost.getGenerationId(), serializer.serialize("cost", cost));
    }

    // When
    ArmTotal total = ArmRecords.total(arm("email/sft"));

    // Then
    double bound = AdaptiveBound.DEFAULT.rank(Map.of("sft", total.state())).get("sft");
    assertThat(total.charges().plays()).isEqualTo(60);
    assertThat(bound).isGreaterThan(0.7);
  }

  private void ask(String id, FinishReason finish) {
    Generation generation = Samples.generation();
    generation.setId(id);
    generation.setTask("email");
    generation.setMember("sft");
    generation.setResponse("a secret response");
    generation.setFinishReason(finish);
    generation.setCreatedAt(START);
    generations.pipeInput(
        id, new AvroSerializer<Generation>(registry).serialize("generations", generation));
  }

  private void assertArm(String key, long plays, double costSum) {
    assertThat(arm(key).getPlays()).isEqualTo(plays);
    assertThat(arm(key).getCostSum()).isCloseTo(costSum, within(1e-12));
  }

  private void send(String id, int revision, String task, String arm, double cost) {
    costs.pipeInput(id, serializer.serialize("cost", Costs.of(id, revision, task, arm, cost)));
  }

  private ArmStatistics arm(String key) {
    KeyValueStore<String, ArmStatistics> store =
        driver.getKeyValueStore(StatisticsTopology.ALL_ARMS);
    return store.get(key);
  }
}
