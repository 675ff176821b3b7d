package dev.medley.serving.statistics;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.ArmStatistics;
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
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Materialized;

/** The topology that nodes run under a clock of its own, and the log that it reads. */
final class Log implements AutoCloseable {
  static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

  private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
  private final AvroSerializer<Cost> costSerializer = new AvroSerializer<>(registry);
  private final AvroSerializer<Generation> generationSerializer = new AvroSerializer<>(registry);
  private final TopologyTestDriver driver;
  private final TestInputTopic<String, byte[]> costs;
  private final TestInputTopic<String, byte[]> generations;

  Log(Path folder) {
    Skipped skipped = new Skipped();
    Cluster cluster = new Cluster("localhost:1", "http://localhost:1", "");
    Silence silence = new Silence(Duration.ofHours(24), false);
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

  /** A response of the task email. */
  void give(String id, String arm, FinishReason finish, Instant at) {
    give(generation(id, arm, finish, at));
  }

  static Generation generation(String id, String arm, FinishReason finish, Instant at) {
    Generation generation = Samples.generation();
    generation.setId(id);
    generation.setTask("email");
    generation.setMember(arm);
    generation.setResponse("a secret response");
    generation.setFinishReason(finish);
    generation.setCreatedAt(at);
    return generation;
  }

  void give(Generation generation) {
    generations.pipeInput(
        generation.getId(), generationSerializer.serialize("generations", generation));
  }

  /** What its edit was charged, and cost. */
  void answer(String id, int revision, String arm, double charge, Instant at) {
    Cost cost = Costs.of(id, revision, "email", arm, 2 * charge);
    cost.setCharge(charge);
    cost.setGeneratedAt(at);
    answer(cost);
  }

  void answer(Cost cost) {
    costs.pipeInput(cost.getGenerationId(), costSerializer.serialize("cost", cost));
  }

  void pass(Duration time) {
    driver.advanceWallClockTime(time);
  }

  /** As every node would read it. */
  ArmTotal total(String arm) {
    ArmStatistics found =
        (ArmStatistics)
            driver.getKeyValueStore(StatisticsTopology.ALL_ARMS).get(Play.armKey("email", arm));
    return found == null ? ArmTotal.NONE : ArmRecords.total(found);
  }

  @Override
  public void close() {
    driver.close();
  }
}
