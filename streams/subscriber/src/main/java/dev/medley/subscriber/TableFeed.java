package dev.medley.subscriber;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** A compacted topic from its start, committed records only, without a consumer group. */
public final class TableFeed<T extends SpecificRecord> implements AutoCloseable {
  private static final long PARTITION_CHECK_NANOS = Duration.ofSeconds(30).toNanos();

  /** Takes the records in the order of each partition; {@code position} says where one lies. */
  public interface Sink<T> {
    void published(String position, String key, T value);

    /** A tombstone. */
    void withdrawn(String key);

    void unreadable(String position, SerializationException reason);
  }

  private final Consumer<String, byte[]> consumer;
  private final AvroDeserializer<T> deserializer;
  private final String topic;
  private final Queue<ConsumerRecord<String, byte[]>> fetched = new ArrayDeque<>();
  private List<TopicPartition> partitions = List.of();
  private long partitionsCheckedAt;
  private Map<TopicPartition, Long> endsAtStart;
  private boolean startRead;

  public TableFeed(Cluster cluster, Topic topic, Class<T> type) {
    this.consumer = Consumers.create(cluster, "earliest");
    this.deserializer = new AvroDeserializer<>(cluster.registryClient(), type);
    this.topic = cluster.topic(topic);
  }

  /**
   * Waits for records, at most so long, and hands them on.
   *
   * @throws org.apache.kafka.common.errors.RetriableException where the broker or the registry does
   *     not answer; the next call goes on where this one stopped
   */
  public void poll(Duration most, Sink<T> sink) {
    assignPartitions();
    if (fetched.isEmpty()) {
      consumer.poll(most).forEach(fetched::add);
    }
    while (!fetched.isEmpty()) {
      // Removed after it was handled, so that a silent registry loses nothing.
      handle(fetched.element(), sink);
      fetched.remove();
    }
  }

  /** Whether all that was on the topic at the first poll was handed on. */
  public boolean startRead() {
    if (!startRead && endsAtStart != null) {
      startRead =
          endsAtStart.entrySet().stream()
              .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }
    return startRead;
  }

  /** Ends a poll that is going on; the one method that another thread may call. */
  public void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }

  private void assignPartitions() {
    if (!partitions.isEmpty() && System.nanoTime() - partitionsCheckedAt < PARTITION_CHECK_NANOS) {
      return;
    }
    partitionsCheckedAt = System.nanoTime();
    List<TopicPartition> current = Consumers.partitions(consumer, topic);
    if (current.isEmpty()) {
      throw new UnknownTopicOrPartitionException(
          "The topic %s is missing: create it with the topics command".formatted(topic));
    }
    if (!current.equals(partitions)) {
      // Those that were assigned before keep their position.
      consumer.assign(current);
      partitions = current;
    }
    if (endsAtStart == null) {
      endsAtStart = consumer.endOffsets(partitions);
    }
  }

  private void handle(ConsumerRecord<String, byte[]> entry, Sink<T> sink) {
    if (entry.value() == null) {
      sink.withdrawn(entry.key());
      return;
    }
    String position = entry.topic() + "-" + entry.partition() + "@" + entry.offset();
    T value;
    try {
      value = deserializer.deserialize(topic, entry.value());
    } catch (SerializationException e) {
      sink.unreadable(position, e);
      return;
    }
    sink.published(position, entry.key(), value);
  }
}
