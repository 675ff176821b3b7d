package dev.medley.learner.labels;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.NewPartitions;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.schemas.OffsetRange;
import dev.medley.schemas.PartitionOffset;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The records of all partitions of a member's topic, from the offsets that it resumes. */
final class LabelSource implements AutoCloseable {
  private static final int RECORDS_A_POLL = 500;
  private static final int ASKED_WITHIN_MS = 10_000;

  private final String topic;
  private final Consumer<byte[], byte[]> consumer;
  private final NewPartitions partitions;
  private final Positions positions;
  private final Outage broker = new Outage("Labels wait for the broker");

  /** Partitions of which nothing is said are read from their first record. */
  LabelSource(Cluster cluster, MemberId member, Collection<PartitionOffset> nextOffsets) {
    this.topic = cluster.topic(member.kind().labelTopic());
    Map<String, Object> properties = cluster.consumer();
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, member.clientName(cluster.prefix()));
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, String.valueOf(RECORDS_A_POLL));
    // Polling stands still for so long at most while the broker is away.
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, String.valueOf(ASKED_WITHIN_MS));
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.partitions = new NewPartitions(consumer, topic);
    this.positions = new Positions(member, consumer);
    try {
      takeNewPartitions();
      Map<TopicPartition, Long> resumed = new HashMap<>();
      if (!nextOffsets.isEmpty()) {
        // Those that were added while nobody read them.
        consumer.assignment().forEach(partition -> resumed.put(partition, 0L));
      }
      nextOffsets.forEach(next -> resumed.put(of(next.getPartition()), next.getOffset()));
      positions.goOn(resumed);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private TopicPartition of(int partition) {
    return new TopicPartition(topic, partition);
  }

  /** Those that were added are read from their first label. */
  private void takeNewPartitions() {
    List<TopicPartition> added = partitions.look();
    if (!added.isEmpty()) {
      Map<TopicPartition, Long> earliest = consumer.beginningOffsets(added);
      partitions.assign(added);
      earliest.forEach(positions::seek);
    }
  }

  /**
   * What arrives within a time; nothing while the broker is away.
   *
   * @throws RefusedStateException where the log now ends before what was read
   */
  ConsumerRecords<byte[], byte[]> poll(Duration within) {
    try {
      takeNewPartitions();
    } catch (RetriableException e) {
      broker.begin(e);
    }
    try {
      return fetch(within);
    } catch (RetriableException e) {
      broker.begin(e);
      return ConsumerRecords.empty();
    }
  }

  private ConsumerRecords<byte[], byte[]> fetch(Duration within) {
    try {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(within);
      positions.fetched(records);
      // Without an answer nothing moves: neither does where nothing is new.
      if (!records.nextOffsets().isEmpty()) {
        broker.end();
      }
      return records;
    } catch (OffsetOutOfRangeException e) {
      positions.goOn(e.offsetOutOfRangePartitions());
      return ConsumerRecords.empty();
    }
  }

  /** Fetches from those partitions alone that want more; the others keep their positions. */
  void fetchFrom(IntPredicate wantsMore) {
    for (TopicPartition partition : consumer.assignment()) {
      if (wantsMore.test(partition.partition())) {
        consumer.resume(Set.of(partition));
      } else {
        consumer.pause(Set.of(partition));
      }
    }
  }

  /**
   * Makes sure that the partition of a place is there.
   *
   * @throws RefusedStateException where it is missing
   */
  void demand(PartitionOffset place) {
    positions.demand(of(place.getPartition()), place.getOffset());
  }

  /** The offset before which all was fetched. */
  long position(int partition) {
    return positions.of(of(partition));
  }

  /** All partitions, in their order. */
  List<Integer> partitions() {
    return positions.partitions();
  }

  /** What retention removed unread since the last call. */
  List<OffsetRange> takeLost() {
    return positions.takeLost();
  }

  /** Records that were not fetched yet, as far as the broker has said. */
  long lag() {
    return consumer.assignment().stream()
        .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
        .sum();
  }

  /** Whether all that is on the topic now was fetched; false where the broker can't be asked. */
  boolean isAtEnd() {
    try {
      boolean atEnd = positions.areAtEnds();
      broker.end();
      return atEnd;
    } catch (RetriableException e) {
      broker.begin(e);
      return false;
    }
  }

  ConsumerGroupMetadata group() {
    return consumer.groupMetadata();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
