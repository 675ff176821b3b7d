package dev.medley.feedback;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic's committed records to their present end, each partition in order. */
final class Log {
  private Log() {}

  static void read(Cluster kafka, Topic topic, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(kafka, topic, kafka.consumer())) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(reader);
      }
    }
  }

  /** Where the topic's committed records end, added up. */
  static long end(Cluster kafka, Topic topic) {
    return end(kafka, topic, kafka.consumer());
  }

  /** Where the topic ends, committed or not, added up. */
  static long uncommittedEnd(Cluster kafka, Topic topic) {
    Map<String, Object> properties = kafka.consumer();
    properties.put("isolation.level", "read_uncommitted");
    return end(kafka, topic, properties);
  }

  private static long end(Cluster kafka, Topic topic, Map<String, Object> properties) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(kafka, topic, properties)) {
      return consumer.endOffsets(consumer.assignment()).values().stream()
          .mapToLong(Long::longValue)
          .sum();
    }
  }

  /** Where generations and edits end, added up. */
  static long end(Cluster kafka) {
    return end(kafka, Topic.GENERATIONS) + end(kafka, Topic.EDITS);
  }

  /** Where the newest checkpoint's offsets of generations and edits are, added up. */
  static long checkpointed(Admin admin, Cluster kafka) throws Exception {
    return admin
        .listConsumerGroupOffsets(kafka.prefix() + "feedback")
        .partitionsToOffsetAndMetadata()
        .get()
        .values()
        .stream()
        .filter(Objects::nonNull)
        .mapToLong(OffsetAndMetadata::offset)
        .sum();
  }

  private static KafkaConsumer<byte[], byte[]> consumer(
      Cluster kafka, Topic topic, Map<String, Object> properties) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(kafka.topic(topic)).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    return consumer;
  }
}
