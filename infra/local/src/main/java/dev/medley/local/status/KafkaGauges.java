package dev.medley.local.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.GroupLag;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the broker knows: how far each consumer group is behind, and what came. One thread. */
public final class KafkaGauges implements AutoCloseable {
  private static final Duration LAG_WITHIN = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration AT_MOST = Duration.ofMillis(500);

  private final GroupLag groups;
  private final KafkaConsumer<byte[], byte[]> counter;
  private final Map<String, Long> came = new HashMap<>();
  private final Map<String, Set<String>> keys = new HashMap<>();
  private final boolean keepsKeys;
  private final Cluster cluster;

  /**
   * Counts from now on.
   *
   * @param counted beside dead letters, topics whose records are counted, and the keys of all kept
   */
  public KafkaGauges(Cluster cluster, Set<Topic> counted) {
    this.cluster = cluster;
    this.keepsKeys = !counted.isEmpty();
    this.groups = new GroupLag(cluster, LAG_WITHIN);
    Map<String, Object> properties = cluster.consumer();
    this.counter =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        Topic.all().stream()
            .filter(topic -> topic.valueType().isEmpty() || counted.contains(topic))
            .flatMap(topic -> counter.partitionsFor(cluster.topic(topic)).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    counter.assign(partitions);
    counter.seekToEnd(partitions);
    // Seeking waits for the next question; later is too late.
    partitions.forEach(counter::position);
  }

  /** Reads what has come since, or the most of it that fits in half a second. */
  void count() {
    long deadline = System.nanoTime() + AT_MOST.toNanos();
    while (System.nanoTime() < deadline) {
      ConsumerRecords<byte[], byte[]> records = counter.poll(POLL);
      if (records.isEmpty()) {
        return;
      }
      records.forEach(this::count);
    }
  }

  private void count(ConsumerRecord<byte[], byte[]> record) {
    came.merge(record.topic(), 1L, Long::sum);
    if (keepsKeys && record.key() != null) {
      keys.computeIfAbsent(record.topic(), topic -> new HashSet<>())
          .add(new String(record.key(), UTF_8));
    }
  }

  /** Different keys of a topic's records since the start, as of the last {@link #count}. */
  Set<String> keys(Topic topic) {
    return Set.copyOf(keys.getOrDefault(cluster.topic(topic), Set.of()));
  }

  /** Committed records of a topic since the start, as of the last {@link #count}. */
  long came(Topic topic) {
    return came.getOrDefault(cluster.topic(topic), 0L);
  }

  /** Dead letters since the start, as of the last {@link #count}. */
  public long deadLetters() {
    return Topic.all().stream()
        .filter(topic -> topic.valueType().isEmpty())
        .mapToLong(this::came)
        .sum();
  }

  /** Records that each group has yet to commit; empty where the broker does not say. */
  Optional<Map<String, Long>> lag() throws InterruptedException {
    return groups.of(id -> true);
  }

  @Override
  public void close() {
    counter.close();
    groups.close();
  }
}
