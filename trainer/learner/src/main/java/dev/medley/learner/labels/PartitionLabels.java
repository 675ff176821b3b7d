package dev.medley.learner.labels;

import dev.medley.schemas.PartitionOffset;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What waits of one partition, by offset: first the member's own labels, then records that were
 * fetched and wait to be decoded.
 */
final class PartitionLabels {
  static final int FULL = 500;

  /**
   * An own label that waits.
   *
   * @param arrival its number in the order in which labels of all partitions came
   * @param nanos when it came, by System.nanoTime
   */
  record Waiting(Taken taken, long arrival, long nanos) {
    private long offset() {
      return taken.place().getOffset();
    }
  }

  private final Deque<Waiting> labels = new ArrayDeque<>();
  private final Deque<ConsumerRecord<byte[], byte[]>> raw = new ArrayDeque<>();

  /** Keeps a record until it is decoded. */
  void fetched(ConsumerRecord<byte[], byte[]> record) {
    raw.addLast(record);
  }

  /** The next record to decode; null where none waits. */
  ConsumerRecord<byte[], byte[]> rawOrNull() {
    return raw.peekFirst();
  }

  /** The next record was another's, or can't be used. */
  void pass() {
    raw.removeFirst();
  }

  /** The next record is an own label. */
  void decoded(Taken taken, long arrival) {
    raw.removeFirst();
    labels.addLast(new Waiting(taken, arrival, System.nanoTime()));
  }

  Optional<Waiting> first() {
    return Optional.ofNullable(labels.peekFirst());
  }

  boolean startsAt(PartitionOffset place) {
    return first().filter(label -> label.taken().place().equals(place)).isPresent();
  }

  Taken take() {
    return labels.removeFirst().taken();
  }

  /** Drops what lies before an offset, and tells how much that was. */
  int dropBefore(long offset) {
    int before = size();
    while (!labels.isEmpty() && labels.getFirst().offset() < offset) {
      labels.removeFirst();
    }
    while (!raw.isEmpty() && raw.getFirst().offset() < offset) {
      raw.removeFirst();
    }
    return before - size();
  }

  /** Offset of the first that waits. */
  OptionalLong firstOffset() {
    if (!labels.isEmpty()) {
      return OptionalLong.of(labels.getFirst().offset());
    }
    return raw.isEmpty() ? OptionalLong.empty() : OptionalLong.of(raw.getFirst().offset());
  }

  /** When the first that waits was written to Kafka. */
  Optional<Instant> writtenAt() {
    return first()
        .map(label -> label.taken().writtenAt())
        .or(
            () ->
                Optional.ofNullable(raw.peekFirst())
                    .map(record -> Instant.ofEpochMilli(record.timestamp())));
  }

  /** How many own labels wait. */
  int available() {
    return labels.size();
  }

  /** How many labels and records wait. */
  int size() {
    return labels.size() + raw.size();
  }

  /** Whether so many wait that no more are to be fetched. */
  boolean isFull() {
    return size() >= FULL;
  }
}
