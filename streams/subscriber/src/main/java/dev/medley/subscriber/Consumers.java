package dev.medley.subscriber;

import dev.medley.kafka.Cluster;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Consumers that read committed records of partitions they choose themselves. */
final class Consumers {
  private static final String CALL_TIMEOUT_MS = "10000";
  private static final String METADATA_AGE_MS = "30000";
  private static final String PARTITION_FETCH_BYTES = String.valueOf(8 << 20);

  private Consumers() {}

  /**
   * @param offsetReset where to go on when the position is gone: earliest, or none to fail
   */
  static Consumer<String, byte[]> create(Cluster cluster, String offsetReset) {
    Map<String, Object> properties = cluster.consumer();
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, offsetReset);
    // The operator's own file goes first.
    properties.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_TIMEOUT_MS);
    properties.putIfAbsent(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, CALL_TIMEOUT_MS);
    properties.putIfAbsent(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_AGE_MS);
    properties.putIfAbsent(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /** A topic's partitions in their order; none where the topic is missing. */
  static List<TopicPartition> partitions(Consumer<String, byte[]> consumer, String topic) {
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    if (partitions == null) {
      return List.of();
    }
    return partitions.stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .sorted(Comparator.comparingInt(TopicPartition::partition))
        .toList();
  }
}
