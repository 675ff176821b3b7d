package dev.medley.learner.topics;

import dev.medley.kafka.Cluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The newest committed record of each key of a topic, as compaction would leave it. */
public final class KeyedRecords {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Cluster cluster;
  private final String topic;

  public KeyedRecords(Cluster cluster, String topic) {
    this.cluster = cluster;
    this.topic = topic;
  }

  /** Those under a prefix, on all partitions; tombstones are left out. */
  public Map<String, byte[]> newest(String keyPrefix) {
    return read(OptionalInt.empty(), 0, keyPrefix);
  }

  /** Those under a prefix, on one partition, from an offset on. */
  public Map<String, byte[]> newest(int partition, long from, String keyPrefix) {
    return read(OptionalInt.of(partition), from, keyPrefix);
  }

  /** How many partitions the topic has. */
  public int partitions() {
    try (Consumer<String, byte[]> consumer = consumer("read_committed")) {
      return consumer.partitionsFor(topic).size();
    }
  }

  private Map<String, byte[]> read(OptionalInt only, long from, String keyPrefix) {
    Map<String, byte[]> newest = new HashMap<>();
    try (Consumer<String, byte[]> consumer = consumer("read_committed")) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .filter(partition -> only.isEmpty() || partition.partition() == only.getAsInt())
              .toList();
      Map<TopicPartition, Long> ends = ends(partitions);
      consumer.assign(partitions);
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
      begins.forEach((partition, first) -> consumer.seek(partition, Math.max(first, from)));
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          if (record.key() != null && record.key().startsWith(keyPrefix)) {
            newest.put(record.key(), record.value());
          }
        }
      }
    }
    newest.values().removeIf(value -> value == null);
    return newest;
  }

  /**
   * The end as a reader of uncommitted records sees it: the last stable offset would hide what was
   * committed behind the open transaction of another.
   */
  private Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
    try (Consumer<String, byte[]> consumer = consumer("read_uncommitted")) {
      return consumer.endOffsets(partitions);
    }
  }

  private Consumer<String, byte[]> consumer(String isolation) {
    Map<String, Object> properties = cluster.consumer();
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    // All that is wanted is there already; a fetch that waits for more holds up close, too.
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
    return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
