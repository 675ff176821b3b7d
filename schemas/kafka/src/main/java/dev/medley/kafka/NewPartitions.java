package dev.medley.kafka;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A topic's partitions that a consumer has yet to take: all at first, and those that an operator
 * adds while it runs. Belongs to the consumer's thread.
 */
public final class NewPartitions {
  private static final Logger LOG = LoggerFactory.getLogger(NewPartitions.class);
  private static final long LOOK_NANOS = Duration.ofSeconds(10).toNanos();

  private final Consumer<?, ?> consumer;
  private final String topic;
  private long lookedAt;
  private boolean complete;

  public NewPartitions(Consumer<?, ?> consumer, String topic) {
    this.consumer = requireNonNull(consumer, "consumer is null");
    this.topic = requireNonNull(topic, "topic is null");
  }

  /**
   * Those that exist but are not assigned, in their order; looks each ten seconds, and at once
   * until all are assigned.
   *
   * @throws UnknownTopicOrPartitionException where the topic is missing
   */
  public List<TopicPartition> look() {
    if (complete && System.nanoTime() - lookedAt < LOOK_NANOS) {
      return List.of();
    }
    lookedAt = System.nanoTime();
    List<PartitionInfo> found = consumer.partitionsFor(topic);
    if (found == null || found.isEmpty()) {
      throw new UnknownTopicOrPartitionException(
          "The topic %s is missing: create it with the topics command".formatted(topic));
    }
    List<TopicPartition> added =
        found.stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .filter(partition -> !consumer.assignment().contains(partition))
            .sorted(Comparator.comparingInt(TopicPartition::partition))
            .toList();
    complete = added.isEmpty();
    return added;
  }

  /** Assigns them beside those that the consumer has, which keep their positions. */
  public void assign(List<TopicPartition> added) {
    if (!consumer.assignment().isEmpty()) {
      LOG.atInfo().addKeyValue("partitions", added).log("Partitions were added: reading them too");
    }
    List<TopicPartition> all = new ArrayList<>(consumer.assignment());
    all.addAll(added);
    consumer.assign(all);
    complete = true;
  }
}
