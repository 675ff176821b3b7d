package dev.medley.learner.rounds;

import static java.util.Objects.requireNonNull;

import dev.medley.learner.state.PublishedVersion;
import dev.medley.schemas.PartitionOffset;
import io.opentelemetry.api.trace.Span;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one round commits.
 *
 * @param state everything the next round depends on, encoded
 * @param nextOffsets where reading goes on
 * @param rolledBack the answer to the newest roll back
 * @param publication what is published; empty where this round publishes nothing
 * @param version the newest checkpoint's version, this round's where it publishes
 * @param expired checkpoints that are removed
 */
@SuppressWarnings("ArrayRecordComponent")
public record Round(
    byte[] state,
    List<PartitionOffset> nextOffsets,
    RolledBack rolledBack,
    Optional<Publication> publication,
    long version,
    long steps,
    long editsSeen,
    Instant newestEditAt,
    List<PublishedVersion> expired) {

  /**
   * A checkpoint.
   *
   * @param parent version that it was trained on from; 0 for the base
   * @param heldOut figures of the gate
   * @param span of its trace
   */
  public record Publication(
      AdapterFiles adapter, long parent, Map<String, Double> heldOut, Span span) {
    public Publication {
      requireNonNull(adapter, "adapter is null");
    }
  }
}
