package dev.medley.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Edit;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.time.Instant;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends events as a product does, to topics of one partition each that it creates. */
final class Sender implements AutoCloseable {
  private final Cluster kafka;
  private final AvroSerializer<Generation> generations;
  private final AvroSerializer<Edit> edits;
  private final Producer<byte[], byte[]> producer;

  Sender(Cluster kafka) {
    SchemaRegistryClient schemas = kafka.registryClient();
    this.kafka = kafka;
    this.generations = new AvroSerializer<>(schemas);
    this.edits = new AvroSerializer<>(schemas);
    Topics.make(kafka, 1);
    this.producer =
        new KafkaProducer<>(kafka.producer(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  void send(Generation generation) {
    String topic = kafka.topic(Topic.GENERATIONS);
    send(
        topic,
        generation.getId(),
        generation.getCreatedAt(),
        generations.serialize(topic, generation));
  }

  void send(Edit edit) {
    String topic = kafka.topic(Topic.EDITS);
    send(topic, edit.getGenerationId(), edit.getEditedAt(), edits.serialize(topic, edit));
  }

  // Whoever waits for what comes of a record that was not sent waits in vain, and says so.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void send(String topic, String key, Instant time, byte[] value) {
    producer.send(
        new ProducerRecord<>(topic, null, time.toEpochMilli(), key.getBytes(UTF_8), value));
  }

  void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
