package dev.medley.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.AdapterChunk;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Stands between a committer's producer and the broker, as Kafka's own interceptor, and disturbs
 * what goes by. All that is not disturbed is what the committer sent.
 */
public final class Disturber implements ProducerInterceptor<byte[], byte[]> {
  private static final String PROPERTY = "disturber";
  private static final Map<String, Disturber> STARTED = new ConcurrentHashMap<>();

  private Cluster cluster;
  private SchemaRegistryClient registry;
  private Disturbance disturbance;

  /** For Kafka, which then configures it. */
  public Disturber() {}

  private Disturber(Cluster cluster, Disturbance disturbance) {
    this.cluster = cluster;
    this.registry = cluster.registryClient();
    this.disturbance = disturbance;
  }

  /** The same cluster, for a committer that is to be disturbed. */
  static Cluster before(Cluster cluster, Path folder, Disturbance disturbance) throws IOException {
    String id = UUID.randomUUID().toString();
    STARTED.put(id, new Disturber(cluster, disturbance));
    Path file =
        Files.writeString(
            folder.resolve("disturbed.properties"),
            "interceptor.classes=%s%n%s=%s%n".formatted(Disturber.class.getName(), PROPERTY, id));
    return new Cluster(cluster.brokers(), cluster.registry(), cluster.prefix(), file.toString());
  }

  @Override
  public void configure(Map<String, ?> configs) {
    Disturber started = STARTED.get((String) configs.get(PROPERTY));
    cluster = started.cluster;
    registry = started.registry;
    disturbance = started.disturbance;
  }

  @Override
  public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> sent) {
    if (sent.topic().equals(cluster.topic(Topic.CHECKPOINTS))) {
      Checkpoint checkpoint =
          new AvroDeserializer<>(registry, Checkpoint.class)
              .deserialize(sent.topic(), sent.value());
      disturbance.change(checkpoint);
      String key =
          "%s/%s/%d"
              .formatted(checkpoint.getTask(), checkpoint.getMember(), checkpoint.getVersion());
      return with(
          sent,
          key.getBytes(UTF_8),
          new AvroSerializer<Checkpoint>(registry).serialize(sent.topic(), checkpoint));
    }
    if (sent.topic().equals(cluster.topic(Topic.ADAPTER_CHUNKS))) {
      AdapterChunk chunk =
          new AvroDeserializer<>(registry, AdapterChunk.class)
              .deserialize(sent.topic(), sent.value());
      String key = new String(sent.key(), UTF_8);
      int index = Integer.parseInt(key.substring(key.lastIndexOf('/') + 1));
      chunk.setData(disturbance.chunk(index, chunk.getData()));
      return with(
          sent,
          sent.key(),
          new AvroSerializer<AdapterChunk>(registry).serialize(sent.topic(), chunk));
    }
    return sent;
  }

  private static ProducerRecord<byte[], byte[]> with(
      ProducerRecord<byte[], byte[]> sent, byte[] key, byte[] value) {
    return new ProducerRecord<>(
        sent.topic(), sent.partition(), sent.timestamp(), key, value, sent.headers());
  }

  @Override
  public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

  @Override
  public void close() {}
}
