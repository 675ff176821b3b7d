package dev.medley.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.kafka.Cluster;
import dev.medley.learner.labels.ContextHash;
import dev.medley.learner.labels.Label;
import dev.medley.learner.settings.HoldOut;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Cost;
import dev.medley.schemas.Message;
import dev.medley.schemas.Preference;
import dev.medley.schemas.Supervision;
import dev.medley.schemas.Topic;
import dev.medley.schemas.TraceParent;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes labels of made-up edits, as the feedback job would. */
public final class Labels implements AutoCloseable {
  /** The text of {@link #writeAbsurd}. */
  public static final String ABSURD = "#".repeat(100);

  private static final Instant TIME = Instant.ofEpochMilli(1_700_000_000_000L);

  private final Cluster kafka;
  private final SchemaRegistryClient registry;
  private final Producer<String, byte[]> producer;
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();
  private Long writtenAt;

  public Labels(Cluster kafka) {
    this.kafka = kafka;
    this.registry = kafka.registryClient();
    this.producer =
        new KafkaProducer<>(kafka.producer(), new StringSerializer(), new ByteArraySerializer());
  }

  /** Records from now on have this timestamp. */
  public Labels at(Instant time) {
    writtenAt = time.toEpochMilli();
    return this;
  }

  /** Labels of the task email on all three topics. */
  public static void ofEmail(Cluster kafka, int first, int last) {
    try (Labels labels = new Labels(kafka)) {
      labels.write("email", first, last);
    }
  }

  /** Whether the context of a generation is held out, as long as there are few. */
  public static boolean heldOut(HoldOut rule, int i) {
    return rule.holds(ContextHash.of(Label.chat(context(i))).value(), true);
  }

  /** Labels of generations first to last − 1 on all three topics. */
  public void write(String task, int first, int last) {
    for (int i = first; i < last; i++) {
      supervision(task, i, 0, edited(i), 0);
      preference(task, i, edited(i));
      cost(task, i, i % 5 == 0 ? 1 : 0.5);
    }
    flush();
  }

  /**
   * A generation's labels that are like no other: sft, dpo and early, once they have learnt a
   * while, have gradients many times as long of them.
   */
  public void writeAbsurd(String task, int i) {
    supervision(task, i, 0, ABSURD, 0);
    preference(task, i, ABSURD);
    cost(task, i, 0.5);
    flush();
  }

  private void flush() {
    producer.flush();
    assertThat(sent).allMatch(Future::isDone);
    sent.clear();
  }

  /** A label of a generation by the arm sft. */
  public void supervision(String task, int i, int revision, String edited, long checkpoint) {
    supervision(task, "sft", i, revision, edited, checkpoint);
  }

  /** A label of a generation by any arm. */
  public void supervision(
      String task, String arm, int i, int revision, String edited, long checkpoint) {
    send(
        Topic.SUPERVISION,
        id(i),
        Supervision.newBuilder()
            .setGenerationId(id(i))
            .setRevision(revision)
            .setTask(task)
            .setMember(arm)
            .setCheckpoint(checkpoint)
            .setMessages(context(i))
            .setResponse(response(i))
            .setEdited(edited)
            .setGeneratedAt(TIME)
            .setEditedAt(TIME.plusSeconds(i))
            .build());
  }

  private void preference(String task, int i, String edited) {
    send(
        Topic.PREFERENCE,
        id(i),
        Preference.newBuilder()
            .setGenerationId(id(i))
            .setRevision(0)
            .setTask(task)
            .setMember("base")
            .setCheckpoint(0)
            .setMessages(context(i))
            .setChosen(edited)
            .setRejected(response(i))
            .setGeneratedAt(TIME)
            .setEditedAt(TIME.plusSeconds(i))
            .build());
  }

  /** One that costs 1 was discarded. */
  private void cost(String task, int i, double cost) {
    send(
        Topic.COST,
        id(i),
        Cost.newBuilder()
            .setGenerationId(id(i))
            .setRevision(0)
            .setTask(task)
            .setMember("base")
            .setCheckpoint(0)
            .setMessages(context(i))
            .setResponse(response(i))
            .setEdited(cost == 1 ? null : edited(i))
            .setCost(cost)
            .setGeneratedAt(TIME)
            .setEditedAt(TIME.plusSeconds(i))
            .build());
  }

  /** Id of the trace of a generation's edit. */
  public static String trace(String id) {
    return "%032x".formatted(1 + Integer.parseInt(id.substring(1)));
  }

  public static String id(int i) {
    return "g" + i;
  }

  public static List<Message> context(int i) {
    return List.of(new Message("user", "where is the cat, and at " + i + "?"));
  }

  private static String response(int i) {
    return "the cat sat on mat " + i % 7;
  }

  public static String edited(int i) {
    return "a cat, at 14:3" + i % 7;
  }

  private <T extends SpecificRecord> void send(Topic topic, String key, T label) {
    String name = kafka.topic(topic);
    byte[] value = new AvroSerializer<T>(registry).serialize(name, label);
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(name, null, writtenAt, key, value);
    TraceParent.add(record.headers(), "00-" + trace(key) + "-00f067aa0ba902b7-01");
    sent.add(producer.send(record));
  }

  @Override
  public void close() {
    producer.close();
  }
}
