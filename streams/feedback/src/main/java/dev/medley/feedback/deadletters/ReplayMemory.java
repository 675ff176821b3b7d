package dev.medley.feedback.deadletters;

import dev.medley.kafka.Cluster;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What replays remember: a group's offsets, and metadata beside each of any length. A broker takes
 * so much beside one offset; what is longer goes on in further groups, in the same transaction.
 */
final class ReplayMemory {
  /** A broker's default of offset.metadata.max.bytes. */
  static final int SLICE = 4096;

  private final String group;

  ReplayMemory(String group) {
    this.group = group;
  }

  // Groups without a member: there is no consumer that could name them.
  @SuppressWarnings("removal")
  void commit(Producer<?, ?> producer, Map<TopicPartition, OffsetAndMetadata> offsets) {
    Map<TopicPartition, OffsetAndMetadata> left = offsets;
    for (int slice = 0; !left.isEmpty(); slice++) {
      Map<TopicPartition, OffsetAndMetadata> now = new HashMap<>();
      Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
      left.forEach(
          (partition, whole) -> {
            int length = Math.min(SLICE, whole.metadata().length());
            now.put(partition, part(whole, 0, length));
            // A full slice has one behind it, if an empty one: so the last is known.
            if (length == SLICE) {
              next.put(partition, part(whole, SLICE, whole.metadata().length()));
            }
          });
      producer.sendOffsetsToTransaction(now, new ConsumerGroupMetadata(name(slice)));
      left = next;
    }
  }

  /** What was committed last, without the partitions of which nothing was. */
  Map<TopicPartition, OffsetAndMetadata> read(
      Cluster kafka, Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    Set<TopicPartition> left = new HashSet<>(partitions);
    for (int slice = 0; !left.isEmpty(); slice++) {
      Map<TopicPartition, OffsetAndMetadata> read = read(kafka, name(slice), left);
      left.removeIf(
          partition ->
              read.get(partition) == null || read.get(partition).metadata().length() < SLICE);
      read.forEach(
          (partition, part) -> {
            if (part != null) {
              offsets.merge(partition, part, ReplayMemory::joined);
            }
          });
    }
    return offsets;
  }

  /**
   * As a consumer, which waits for a transaction that is about to end; an admin client does not.
   */
  private static Map<TopicPartition, OffsetAndMetadata> read(
      Cluster kafka, String group, Set<TopicPartition> partitions) {
    Map<String, Object> properties = kafka.consumer();
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return consumer.committed(partitions);
    }
  }

  private String name(int slice) {
    return slice == 0 ? group : group + "+" + slice;
  }

  private static OffsetAndMetadata part(OffsetAndMetadata whole, int from, int to) {
    return new OffsetAndMetadata(whole.offset(), whole.metadata().substring(from, to));
  }

  private static OffsetAndMetadata joined(OffsetAndMetadata first, OffsetAndMetadata second) {
    return new OffsetAndMetadata(first.offset(), first.metadata() + second.metadata());
  }
}
