package dev.medley.feedback;

import dev.medley.schemas.KafkaOptions;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

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
      KafkaOptions kafka, Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    try (Admin admin = Admin.create(KafkaOptions.asMap(kafka.client()))) {
      Set<TopicPartition> left = new HashSet<>(partitions);
      for (int slice = 0; !left.isEmpty(); slice++) {
        Map<TopicPartition, OffsetAndMetadata> read = read(admin, name(slice), left);
        left.removeIf(
            partition ->
                read.get(partition) == null || read.get(partition).metadata().length() < SLICE);
        read.forEach((partition, part) -> offsets.merge(partition, part, ReplayMemory::joined));
      }
    }
    return offsets;
  }

  private static Map<TopicPartition, OffsetAndMetadata> read(
      Admin admin, String group, Set<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> read;
    try {
      read =
          admin
              .listConsumerGroupOffsets(
                  Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(partitions)),
                  new ListConsumerGroupOffsetsOptions().requireStable(true))
              .partitionsToOffsetAndMetadata(group)
              .get();
    } catch (ExecutionException e) {
      throw new KafkaException(
          "cannot read the offsets of group %s: %s".formatted(group, e.getCause().getMessage()),
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
    Map<TopicPartition, OffsetAndMetadata> present = new HashMap<>(read);
    present.values().removeIf(offset -> offset == null);
    return present;
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
