package dev.medley.learner;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads what is committed on a topic. */
final class Topics {
  private Topics() {}

  static List<ConsumerRecord<String, byte[]>> read(Cluster kafka, Topic topic) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            kafka.consumer(), new StringDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(kafka.topic(topic), 0);
      consumer.assign(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  /** What compaction would leave: the newest value of each key, without tombstones. */
  static Map<String, byte[]> newest(List<ConsumerRecord<String, byte[]>> records) {
    Map<String, byte[]> newest = new LinkedHashMap<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      newest.remove(record.key());
      if (record.value() != null) {
        newest.put(record.key(), record.value());
      }
    }
    return newest;
  }
}
