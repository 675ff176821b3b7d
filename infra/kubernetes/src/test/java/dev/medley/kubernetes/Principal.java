package dev.medley.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Somebody who tries what he may do. */
final class Principal implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Map<String, Object> client;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;

  Principal(Map<String, Object> client) {
    this.client = client;
    this.producer =
        new KafkaProducer<>(
            with("enable.idempotence", "false"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    this.consumer =
        new KafkaConsumer<>(
            with("enable.auto.commit", "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  private Map<String, Object> with(String name, String value) {
    Map<String, Object> properties = new HashMap<>(client);
    properties.put(name, value);
    return properties;
  }

  boolean writes(String topic) throws InterruptedException {
    try {
      byte[] bytes = "x".getBytes(UTF_8);
      producer.send(new ProducerRecord<>(topic, 0, bytes, bytes)).get();
      return true;
    } catch (ExecutionException e) {
      return refused(e.getCause());
    }
  }

  /** There must be a record to read. */
  boolean reads(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    consumer.assign(List.of(partition));
    try {
      consumer.seek(partition, 0);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (System.nanoTime() < deadline) {
        if (!consumer.poll(Duration.ofMillis(100)).isEmpty()) {
          return true;
        }
      }
      throw new IllegalStateException(topic + " is neither read nor refused");
    } catch (AuthorizationException e) {
      return false;
    }
  }

  boolean commits(String group, String topic) {
    try (KafkaConsumer<byte[], byte[]> member =
        new KafkaConsumer<>(
            with("group.id", group), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      member.assign(List.of(partition));
      member.commitSync(Map.of(partition, new OffsetAndMetadata(0)), PATIENCE);
      return true;
    } catch (AuthorizationException e) {
      return false;
    }
  }

  boolean opensTransactions(String id) {
    try (KafkaProducer<byte[], byte[]> transactional =
        new KafkaProducer<>(
            with("transactional.id", id), new ByteArraySerializer(), new ByteArraySerializer())) {
      transactional.initTransactions();
      return true;
    } catch (AuthorizationException e) {
      return false;
    }
  }

  private static boolean refused(Throwable cause) {
    if (cause instanceof AuthorizationException) {
      return false;
    }
    throw new IllegalStateException(cause);
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
    consumer.close();
  }
}
