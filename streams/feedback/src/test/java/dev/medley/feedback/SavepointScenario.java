package dev.medley.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.feedback.job.FeedbackMain;
import dev.medley.feedback.job.FlinkConfiguration;
import dev.medley.feedback.job.StateBackend;
import dev.medley.feedback.settings.FeedbackSettings;
import dev.medley.feedback.settings.Limits;
import dev.medley.feedback.settings.Tokens;
import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.Cost;
import dev.medley.schemas.Edit;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Topic;
import dev.medley.testing.Platform;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What savepoints are recorded and restored with: a broker and a registry of their own, a log whose
 * offsets, schema ids and times are always the same, and a window that lets it be old.
 */
final class SavepointScenario {
  static final Path SAVEPOINTS = Path.of("src/test/resources/savepoints");
  static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration WINDOW = Duration.ofDays(36_500);
  private static final Duration SETTLE = Duration.ofHours(1);

  private final Path folder;
  private final Platform platform;
  private final Cluster kafka;
  private final Sender sender;

  SavepointScenario(Path folder) throws Exception {
    this.folder = folder;
    platform = new Platform(folder);
    kafka = Topics.of(platform, "");
    sender = new Sender(kafka);
    // The state holds records under these ids.
    assertThat(register("generations-value", "Generation/1")).isEqualTo(1);
    assertThat(register("edits-value", "Edit/1")).isEqualTo(2);
  }

  private int register(String subject, String name) throws Exception {
    Path file = Path.of("../../schemas/history").resolve(name + ".avsc");
    AvroSchema schema = new AvroSchema(new Schema.Parser().parse(Files.readString(file)));
    return kafka.registryClient().register(subject, schema);
  }

  /** A pair, doubled; an edit and a generation that wait; revisions; a user who edits much. */
  void sendBefore() {
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
  void sendPending() {
    generation("pending", 71);
    edit("pending", 0, 71, "the dog sat");
    edit("pending", 1, 72, "a dog sat");
    sender.flush();
  }

  void sendAfter() {
    generation("pair", 0);
    edit("pair", 0, 1, "the dog sat");
    edit("pair", 0, 1, "another text of the same revision");
    generation("orphan", 0);
    edit("unedited", 0, 75, "the dog sat");
    edit("revised", 1, 75, "a cat sits");
    edit("revised", 3, 76, "the red dog sat");
    edit("revised", Event.UNNUMBERED, 77, "the red dog sits");
    generation("busy-3", 0);
    edit("busy-3", 0, 50, "the dog sat");
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
    Edit edit = Events.edited(id, revision, text);
    edit.setEditedAt(START.plus(Duration.ofMinutes(minute)));
    sender.send(edit);
  }

  JobClient startJob(Path savepoint) throws Exception {
    FeedbackSettings settings =
        new FeedbackSettings(kafka, WINDOW, SETTLE, new Limits(1 << 20, 20, 20), Tokens.WORDS);
    Configuration configuration =
        new FlinkConfiguration(
                new org.apache.flink.core.fs.Path(folder.resolve("checkpoints").toUri()),
                Duration.ofMillis(500),
                StateBackend.ROCKSDB)
            .local(1, 128)
            .get();
    if (savepoint != null) {
      configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint.toUri().toString());
    }
    return FeedbackMain.start(settings, configuration);
  }

  /** Whether the offsets that checkpoints commit are the ends of both topics. */
  boolean isAllBehindACheckpoint() throws Exception {
    try (Admin admin = Admin.create(kafka.client())) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets("feedback").partitionsToOffsetAndMetadata().get();
      return isAtEnd(Topic.GENERATIONS, committed) && isAtEnd(Topic.EDITS, committed);
    }
  }

  private boolean isAtEnd(Topic topic, Map<TopicPartition, OffsetAndMetadata> committed) {
    OffsetAndMetadata offset = committed.get(new TopicPartition(kafka.topic(topic), 0));
    return offset != null && offset.offset() == Log.end(kafka, topic);
  }

  List<String> costs() {
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

  List<String> keys(Topic topic) {
    return Records.keys(kafka, topic);
  }

  void close() {
    sender.close();
    platform.close();
  }
}
