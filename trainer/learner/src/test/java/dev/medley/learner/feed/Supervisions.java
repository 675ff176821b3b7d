package dev.medley.learner.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Message;
import dev.medley.schemas.Supervision;
import dev.medley.schemas.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes supervision labels of made-up edits into chosen partitions. */
final class Supervisions implements AutoCloseable {
  private static final Instant TIME = Instant.ofEpochMilli(1_700_000_000_000L);

  private final String topic;
  private final AvroSerializer<Supervision> serializer;
  private final Producer<byte[], byte[]> producer;

  Supervisions(Cluster cluster) {
    this.topic = cluster.topic(Topic.SUPERVISION);
    this.serializer = new AvroSerializer<>(cluster.registryClient());
    Map<String, Object> properties = cluster.producer();
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, UUID.randomUUID().toString());
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
  }

  /** Labels of generations first to last − 1, in one transaction. */
  void write(int partition, String task, int first, int last) {
    write(partition, task, first, last, null);
  }

  /** As {@link #write(int, String, int, int)}, with a timestamp; null for now. */
  void write(int partition, String task, int first, int last, Instant at) {
    producer.beginTransaction();
    for (int i = first; i < last; i++) {
      send(partition, "g" + i, value(task, "g" + i), at);
    }
    producer.commitTransaction();
  }

  /** One record of any value, such as null or bytes that are no label. */
  void writeRaw(int partition, byte[] value) {
    producer.beginTransaction();
    send(partition, "raw", value, null);
    producer.commitTransaction();
  }

  byte[] value(String task, String generationId) {
    return serializer.serialize(
        topic,
        Supervision.newBuilder()
            .setGenerationId(generationId)
            .setRevision(0)
            .setTask(task)
            .setMember("base")
            .setCheckpoint(0)
            .setMessages(List.of(new Message("user", "where is the cat?")))
            .setResponse("the cat sat")
            .setEdited("a cat")
            .setGeneratedAt(TIME)
            .setEditedAt(TIME)
            .build());
  }

  private void send(int partition, String key, byte[] value, Instant at) {
    Long timestamp = at == null ? null : at.toEpochMilli();
    // What it meets is thrown as the transaction ends.
    var unused =
        producer.send(
            new ProducerRecord<>(topic, partition, timestamp, key.getBytes(UTF_8), value));
  }

  @Override
  public void close() {
    producer.close();
  }
}
