package dev.medley.local.status;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.GroupLag;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the broker knows: how far each consumer group is behind, and dead letters. One thread. */
public final class KafkaGauges implements AutoCloseable {
  private static final Duration LAG_WITHIN = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(20);

  private final GroupLag groups;
  private final KafkaConsumer<byte[], byte[]> deadLetterConsumer;
  private long deadLetters;

  /** Counts dead letters from now on. */
  public KafkaGauges(Cluster cluster) {
    this.groups = new GroupLag(cluster, LAG_WITHIN);
    Map<String, Object> properties = cluster.consumer();
    this.deadLetterConsumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        Topic.all().stream()
            .filter(topic -> topic.valueType().isEmpty())
            .flatMap(topic -> deadLetterConsumer.partitionsFor(cluster.topic(topic)).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    deadLetterConsumer.assign(partitions);
    deadLetterConsumer.seekToEnd(partitions);
    // Seeking waits for the next question; later is too late.
    partitions.forEach(deadLetterConsumer::position);
  }

  /** Dead letters since the start; reads what is new of them. */
  long deadLetters() {
    while (true) {
      int read = deadLetterConsumer.poll(POLL).count();
      if (read == 0) {
        return deadLetters;
      }
      deadLetters += read;
    }
  }

  /** Records that each group has yet to commit; transaction markers count as records. */
  Map<String, Long> lag() throws InterruptedException {
    return groups.of(id -> true);
  }

  @Override
  public void close() {
    deadLetterConsumer.close();
    groups.close();
  }
}
