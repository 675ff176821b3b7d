package dev.medley.learner.proofs.many;

import dev.medley.kafka.Cluster;
import dev.medley.lm.corpus.Situation;
import dev.medley.lm.corpus.Split;
import dev.medley.lm.corpus.Task;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Cost;
import dev.medley.schemas.Message;
import dev.medley.schemas.Preference;
import dev.medley.schemas.Supervision;
import dev.medley.schemas.Topic;
import dev.medley.schemas.edits.EditCost;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes the labels of edits, one on each label topic, as the feedback job would: contexts and
 * texts are the pre-training corpus's own, each response in the style that its context suggests,
 * each edited text in the one that the task's users want.
 */
final class Edits implements AutoCloseable {
  private static final List<Task> CORPUS = Task.all();

  private final Cluster kafka;
  private final SchemaRegistryClient registry;
  private final Producer<String, byte[]> producer;
  private final SplittableRandom random;
  private final List<Sent> sent = new ArrayList<>();
  private final AtomicInteger edits = new AtomicInteger();

  private record Sent(Topic topic, String task, Future<RecordMetadata> place) {}

  Edits(Cluster kafka, long seed) {
    this.kafka = kafka;
    this.registry = kafka.registryClient();
    this.producer =
        new KafkaProducer<>(kafka.producer(), new StringSerializer(), new ByteArraySerializer());
    this.random = new SplittableRandom(seed);
  }

  /** One more edit of a task. */
  void write(String task) {
    Task corpus = CORPUS.get(Math.floorMod(task.hashCode(), CORPUS.size()));
    List<String> wanted = corpus.hiddenStyles();
    String style = wanted.get(Math.floorMod(task.hashCode() / CORPUS.size(), wanted.size()));
    Situation situation = corpus.draw(Split.PRETRAIN, random);
    List<Message> messages =
        situation.messages().stream().map(m -> new Message(m.role(), m.content())).toList();
    String response = text(situation, situation.habit());
    String edited = text(situation, style);
    String id = "%s-%016x".formatted(task, random.nextLong());
    Instant now = Instant.now();
    send(
        Topic.SUPERVISION,
        task,
        id,
        Supervision.newBuilder()
            .setGenerationId(id)
            .setRevision(0)
            .setTask(task)
            .setMember("base")
            .setCheckpoint(0)
            .setMessages(messages)
            .setResponse(response)
            .setEdited(edited)
            .setGeneratedAt(now)
            .setEditedAt(now)
            .build());
    send(
        Topic.PREFERENCE,
        task,
        id,
        Preference.newBuilder()
            .setGenerationId(id)
            .setRevision(0)
            .setTask(task)
            .setMember("base")
            .setCheckpoint(0)
            .setMessages(messages)
            .setChosen(edited)
            .setRejected(response)
            .setGeneratedAt(now)
            .setEditedAt(now)
            .build());
    send(
        Topic.COST,
        task,
        id,
        Cost.newBuilder()
            .setGenerationId(id)
            .setRevision(0)
            .setTask(task)
            .setMember("base")
            .setCheckpoint(0)
            .setMessages(messages)
            .setResponse(response)
            .setEdited(edited)
            .setCost(EditCost.of(response, edited))
            .setGeneratedAt(now)
            .setEditedAt(now)
            .build());
    edits.incrementAndGet();
  }

  private static String text(Situation situation, String style) {
    return situation.texts(style, List.of(0)).get(0);
  }

  private <T extends SpecificRecord> void send(Topic topic, String task, String id, T label) {
    String name = kafka.topic(topic);
    byte[] value = new AvroSerializer<T>(registry).serialize(name, label);
    sent.add(new Sent(topic, task, producer.send(new ProducerRecord<>(name, id, value))));
  }

  /** So far. */
  int edits() {
    return edits.get();
  }

  /** All of them, once they lie on Kafka; by the thread that wrote them, or after it. */
  List<WrittenLabel> written() throws ExecutionException, InterruptedException {
    producer.flush();
    List<WrittenLabel> written = new ArrayList<>();
    for (Sent label : sent) {
      RecordMetadata place = label.place().get();
      written.add(
          new WrittenLabel(
              label.topic(),
              label.task(),
              place.partition(),
              place.offset(),
              Instant.ofEpochMilli(place.timestamp())));
    }
    return written;
  }

  @Override
  public void close() {
    producer.close();
  }
}
