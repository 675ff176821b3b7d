package dev.medley.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.schemas.ArmStatistics;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Cost;
import dev.medley.schemas.KafkaOptions;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology that nodes run, fed by hand. */
final class StatisticsTopologyTest {
  @TempDir Path folder;
  private TopologyTestDriver driver;
  private TestInputTopic<String, byte[]> costs;
  private AvroSerializer<Cost> serializer;
  private MockSchemaRegistryClient registry;

  @BeforeEach
  void start() {
    registry = new MockSchemaRegistryClient();
    serializer = new AvroSerializer<>(registry);
    KafkaOptions options = new KafkaOptions("localhost:1", "http://localhost:1", "");
    driver =
        new TopologyTestDriver(
            StatisticsTopology.build(options, registry), Statistics.properties(options, folder));
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
    assertThat(arm("email/sft")).isEqualTo(new ArmStatistics("email", "sft", 2L, 0.75));
    assertThat(arm("email/dpo")).isEqualTo(new ArmStatistics("email", "dpo", 1L, 1.0));
    assertThat(arm("summary/sft")).isEqualTo(new ArmStatistics("summary", "sft", 1L, 3.0));
  }

  @Test
  void shouldReplaceAnEarlierRevisionAndIgnoreAnOlderOne() {
    // Given
    send("a", 0, "email", "sft", 0.9);
    send("a", 2, "email", "sft", 0.1);

    // When
    send("a", 1, "email", "sft", 0.7);

    // Then
    assertThat(arm("email/sft")).isEqualTo(new ArmStatistics("email", "sft", 1L, 0.1));
  }

  @Test
  void shouldCountTheSameLabelOnce() {
    // Given
    send("a", 0, "email", "sft", 0.3);

    // When
    send("a", 0, "email", "sft", 0.3);

    // Then
    assertThat(arm("email/sft")).isEqualTo(new ArmStatistics("email", "sft", 1L, 0.3));
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
  void shouldSkipWhatItCannotDecode() {
    // Given
    costs.pipeInput("a", new byte[] {1, 2, 3});
    costs.pipeInput("b", new byte[] {0, 0, 0, 99, 99, 7});

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
    assertThat(published)
        .containsExactly(Map.entry("email/sft", new ArmStatistics("email", "sft", 1L, 0.5)));
  }

  private void send(String id, int revision, String task, String arm, double cost) {
    costs.pipeInput(
        id, serializer.serialize("cost", Publisher.cost(id, revision, task, arm, cost)));
  }

  private ArmStatistics arm(String key) {
    KeyValueStore<String, ArmStatistics> store =
        driver.getKeyValueStore(StatisticsTopology.ALL_ARMS);
    return store.get(key);
  }
}
