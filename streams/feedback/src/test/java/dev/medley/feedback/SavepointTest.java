package dev.medley.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.Cost;
import dev.medley.schemas.Generation;
import dev.medley.schemas.KafkaOptions;
import dev.medley.schemas.Topic;
import dev.medley.standalone.KafkaBroker;
import dev.medley.standalone.SchemaRegistry;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Today's job goes on from every savepoint ever committed. A new one is recorded, where the state
 * has changed, with {@code -Dtest=SavepointTest -Dsavepoint.record=NAME}.
 */
final class SavepointTest {
  private static final Path SAVEPOINTS = Path.of("src/test/resources/savepoints");
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int USER_LABELS = 3;

  /** All that a savepoint was recorded with is fixed; the window lets it be old. */
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static final Duration WINDOW = Duration.ofDays(36_500);
  private static final Duration SETTLE = Duration.ofHours(1);

  /** The state holds records in these schemas, under the ids 1 and 2. */
  private static final List<String> SCHEMAS = List.of("Generation/1", "Edit/1");

  @TempDir Path folder;
  private KafkaBroker broker;
  private SchemaRegistry registry;
  private KafkaOptions kafka;
  private Sender sender;

  static List<Path> savepoints() throws Exception {
    try (Stream<Path> folders = Files.list(SAVEPOINTS)) {
      return folders.sorted().toList();
    }
  }

  @BeforeEach
  void start() throws Exception {
    broker = KafkaBroker.start(folder.resolve("kafka"), 0);
    registry =
        SchemaRegistry.start(
            Path.of(System.getProperty("apicurio.home")), folder.resolve("registry"), 0);
    kafka = new KafkaOptions(broker.bootstrapServers(), registry.url(), "");
    sender = new Sender(kafka);
    SchemaRegistryClient client = kafka.registryClient();
    List<Integer> ids = new ArrayList<>();
    for (String name : SCHEMAS) {
      Path file = Path.of("../../schemas/history").resolve(name + ".avsc");
      AvroSchema schema = new AvroSchema(new Schema.Parser().parse(Files.readString(file)));
      ids.add(
          client.register(
              schema.name().endsWith("Edit") ? "edits-value" : "generations-value", schema));
    }
    assertThat(ids).containsExactly(1, 2);
  }

  @AfterEach
  void stop() {
    sender.close();
    registry.close();
    broker.close();
  }

  @ParameterizedTest
  @MethodSource("savepoints")
  @DisabledIfSystemProperty(named = "savepoint.record", matches = ".+")
  void shouldGoOnFromTheSavepointOfAnEarlierVersion(Path savepoint) throws Exception {
    // Given
    sendBefore();
    sendPending();
    JobClient job = startJob(savepoint);
    try {
      // When
      sendAfter();

      // Then
      await().atMost(PATIENCE).until(() -> costs().contains("revised/3 the red dog sat 0.67"));
      assertThat(costs())
          .containsExactlyInAnyOrder(
              "orphan/0 the dog sat 0.33",
              "busy-3/0 the dog sat 0.33",
              "tick-1/0 the dog sat 0.33",
              "pending/1 a dog sat 0.67",
              "unedited/0 the dog sat 0.33",
              "revised/3 the red dog sat 0.67");
      assertThat(keys(Topic.SUPERVISION)).hasSize(6);
      assertThat(keys(Topic.PREFERENCE)).hasSize(6);
      assertThat(keys(Topic.EDITS_DEAD_LETTERS)).containsExactly("pair");
      assertThat(keys(Topic.GENERATIONS_DEAD_LETTERS)).isEmpty();
    } finally {
      job.cancel().get();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "savepoint.record", matches = ".+")
  void shouldRecordASavepoint() throws Exception {
    // Given
    JobClient job = startJob(null);
    sendBefore();
    await().atMost(PATIENCE).until(() -> costs().size() == 4);
    // Only now, so that its quiet time begins at a watermark that has moved.
    sendPending();
    await().atMost(PATIENCE).until(this::isAllBehindACheckpoint);
    // Nothing is left in a transaction, which another broker could not commit.
    Thread.sleep(3000);

    // When
    Path taken =
        Path.of(
            java.net.URI.create(
                job.stopWithSavepoint(
                        false, folder.toUri().toString(), SavepointFormatType.CANONICAL)
                    .get()));

    // Then
    Path recorded = SAVEPOINTS.resolve(System.getProperty("savepoint.record"));
    Files.createDirectories(recorded);
    try (Stream<Path> files = Files.list(taken)) {
      for (Path file : files.toList()) {
        Files.copy(file, recorded.resolve(file.getFileName()));
      }
    }
    assertThat(recorded.resolve("_metadata")).exists();
  }

  /** A pair, doubled; an edit and a generation that wait; revisions; a user who edits much. */
  private void sendBefore() {
    for (String id : List.of("pair", "pair", "unedited", "revised", "busy-1", "busy-2")) {
      generation(id, 0);
    }
    edit("pair", 0, 1, "the dog sat");
    edit("pair", 0, 1, "the dog sat");
    edit("orphan", 0, 1, "the dog sat");
    edit("revised", 0, 1, "a cat sat");
    edit("revised", 2, 2, "the cat sits");
    edit("busy-1", 0, 1, "the dog sat");
    edit("busy-2", 0, 2, "the dog sat");
    // Later than all that has to settle.
    generation("tick-1", 70);
    edit("tick-1", 0, 70, "the dog sat");
    sender.flush();
  }

  /** Revisions that have not been quiet for long enough. */
  private void sendPending() {
    generation("pending", 71);
    edit("pending", 0, 71, "the dog sat");
    edit("pending", 1, 72, "a dog sat");
    sender.flush();
  }

  private void sendAfter() {
    generation("pair", 0);
    edit("pair", 0, 1, "the dog sat");
    edit("pair", 0, 1, "another text of the same revision");
    generation("orphan", 0);
    edit("unedited", 0, 75, "the dog sat");
    edit("revised", 1, 75, "a cat sits");
    edit("revised", 3, 76, "the red dog sat");
    generation("busy-3", 0);
    generation("busy-4", 0);
    edit("busy-3", 0, 50, "the dog sat");
    edit("busy-4", 0, 51, "the dog sat");
    generation("tick-2", 300);
    edit("tick-2", 0, 300, "the dog sat");
    sender.flush();
  }

  private void generation(String id, int minute) {
    Generation generation = Events.generation(id, "the cat sat");
    generation.setUser(id.startsWith("busy") ? "busy" : "user of " + id);
    generation.setCreatedAt(START.plus(Duration.ofMinutes(minute)));
    sender.send(generation);
  }

  private void edit(String id, int revision, int minute, String text) {
    var edit = Events.edited(id, revision, text);
    edit.setEditedAt(START.plus(Duration.ofMinutes(minute)));
    sender.send(edit);
  }

  private JobClient startJob(Path savepoint) throws Exception {
    FeedbackSettings settings =
        FeedbackSettings.of(
            kafka, WINDOW, SETTLE, new Limits(1 << 20, 20, USER_LABELS), Tokens.WORDS);
    Configuration configuration =
        FeedbackMain.configuration(folder.resolve("checkpoints"), Duration.ofMillis(500));
    if (savepoint != null) {
      configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint.toUri().toString());
    }
    return FeedbackMain.start(settings, configuration);
  }

  /** Whether the offsets that checkpoints commit are the ends of both topics. */
  private boolean isAllBehindACheckpoint() throws Exception {
    try (Admin admin = Admin.create(KafkaOptions.asMap(kafka.client()))) {
      var committed =
          admin.listConsumerGroupOffsets("feedback").partitionsToOffsetAndMetadata().get();
      return Stream.of(Topic.GENERATIONS, Topic.EDITS)
          .allMatch(
              topic -> {
                var offset = committed.get(new TopicPartition(kafka.topic(topic), 0));
                return offset != null && offset.offset() == Log.end(kafka, topic);
              });
    }
  }

  private List<String> costs() {
    AvroDeserializer<Cost> deserializer =
        new AvroDeserializer<>(kafka.registryClient(), Cost.class);
    List<String> costs = new ArrayList<>();
    Log.read(
        kafka,
        Topic.COST,
        record -> {
          Cost cost = deserializer.deserialize("", record.value());
          costs.add(
              "%s/%d %s %.2f"
                  .formatted(
                      cost.getGenerationId(),
                      cost.getRevision(),
                      cost.getEdited(),
                      cost.getCost()));
        });
    return costs;
  }

  private List<String> keys(Topic topic) {
    List<String> keys = new ArrayList<>();
    Log.read(kafka, topic, record -> keys.add(new String(record.key(), UTF_8)));
    return keys;
  }
}
