package dev.medley.learner.labels;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.PartitionOffset;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A label that a member takes from its topic.
 *
 * @param place where it lies
 * @param writtenAt by the record's timestamp
 * @param traceParent the trace of the edit behind it; null where it has none
 * @param record as it was read, for a dead letter
 */
public record Taken(
    Label label,
    PartitionOffset place,
    Instant writtenAt,
    String traceParent,
    ConsumerRecord<byte[], byte[]> record) {
  public Taken {
    requireNonNull(label, "label is null");
    requireNonNull(place, "place is null");
  }

  /** Without what a user wrote, which must not reach a log. */
  @Override
  public String toString() {
    return "Taken[%s, %d@%d]".formatted(label, place.getPartition(), place.getOffset());
  }
}
