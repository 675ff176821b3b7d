package dev.medley.learner;

import dev.medley.schemas.PartitionOffset;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What one round commits.
 *
 * @param state everything the next round depends on, encoded
 * @param nextOffsets where reading goes on
 * @param adapter what is published; null where this round publishes nothing
 * @param version the newest checkpoint's version, this round's where it publishes
 * @param heldOut figures of the gate
 * @param expired checkpoints that are removed
 */
@SuppressWarnings("ArrayRecordComponent")
record Round(
    byte[] state,
    List<PartitionOffset> nextOffsets,
    AdapterFiles adapter,
    long version,
    long steps,
    long editsSeen,
    Instant newestEditAt,
    Map<String, Double> heldOut,
    List<PublishedVersion> expired) {}
