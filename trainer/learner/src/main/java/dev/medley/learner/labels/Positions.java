package dev.medley.learner.labels;

import static java.util.Comparator.comparingInt;

import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.schemas.OffsetRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * How far each partition of a member's topic was fetched. Where retention was faster, fetching goes
 * on at the earliest there is, and what was lost is remembered.
 */
final class Positions {
  private static final String WAY_OUT =
      "was the topic made anew? Build the member anew: learner retrain --from-beginning --as NAME";

  private final MemberId member;
  private final Consumer<?, ?> consumer;
  private final Map<TopicPartition, Long> positions =
      new TreeMap<>(comparingInt(TopicPartition::partition));
  private final List<OffsetRange> lost = new ArrayList<>();

  Positions(MemberId member, Consumer<?, ?> consumer) {
    this.member = member;
    this.consumer = consumer;
  }

  /** Fetching goes on at an offset. */
  void seek(TopicPartition partition, long offset) {
    consumer.seek(partition, offset);
    positions.put(partition, offset);
  }

  /**
   * Fetching goes on at these offsets, or at the earliest there is.
   *
   * @throws RefusedStateException where a partition is missing, or ends before its offset
   */
  void goOn(Map<TopicPartition, Long> offsets) {
    offsets.forEach(this::demand);
    Map<TopicPartition, Long> earliest = consumer.beginningOffsets(offsets.keySet());
    Map<TopicPartition, Long> ends = consumer.endOffsets(offsets.keySet());
    offsets.forEach(
        (partition, from) -> {
          if (from > ends.get(partition)) {
            throw new RefusedStateException(
                "%s: next is offset %d of %s, but its end is %d: %s"
                    .formatted(member, from, partition, ends.get(partition), WAY_OUT));
          }
          long to = Math.max(from, earliest.get(partition));
          if (to > from) {
            lose(partition, from, to);
          }
          seek(partition, to);
        });
  }

  /**
   * Makes sure that a partition is there, of which an offset is known.
   *
   * @throws RefusedStateException where it is missing
   */
  void demand(TopicPartition partition, long offset) {
    if (!positions.containsKey(partition)) {
      throw new RefusedStateException(
          "%s: next is offset %d of %s, which is missing: %s"
              .formatted(member, offset, partition, WAY_OUT));
    }
  }

  private void lose(TopicPartition partition, long from, long to) {
    lost.add(new OffsetRange(partition.partition(), from, to, null));
  }

  /** Records were fetched; positions lie past transaction markers too, so that lag falls to 0. */
  void fetched(ConsumerRecords<?, ?> records) {
    records.nextOffsets().forEach((partition, next) -> positions.put(partition, next.offset()));
  }

  /** The offset before which all of a partition was fetched. */
  long of(TopicPartition partition) {
    return positions.get(partition);
  }

  /** Whether all that is on the topic now was fetched. */
  boolean areAtEnds() {
    // Asked for anew: before the first fetch the consumer's own lag is that of the beginning.
    return consumer.endOffsets(positions.keySet()).entrySet().stream()
        .allMatch(end -> of(end.getKey()) >= end.getValue());
  }

  /** All partitions, in their order. */
  List<Integer> partitions() {
    return positions.keySet().stream().map(TopicPartition::partition).toList();
  }

  /** What retention removed unread since the last call. */
  List<OffsetRange> takeLost() {
    List<OffsetRange> taken = List.copyOf(lost);
    lost.clear();
    return taken;
  }
}
