package dev.medley.learner.feed;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.LiveLane;
import dev.medley.schemas.PartitionOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far a member has read its topic: each label before the next offsets; or, where new labels are
 * read before older ones, each older one before those, and each new one before those of its live
 * lane.
 *
 * @param next by partition, in their order; none of a member that has read nothing
 */
public record Frontier(List<PartitionOffset> next, Optional<LiveLane> live) {
  /** A member's that has read nothing. */
  public static final Frontier BEGIN = new Frontier(List.of(), Optional.empty());

  public Frontier {
    requireNonNull(live, "live is null");
    next = List.copyOf(next);
  }

  /**
   * As a record has it.
   *
   * @param live null for none
   */
  public static Frontier of(List<PartitionOffset> next, LiveLane live) {
    return new Frontier(next, Optional.ofNullable(live));
  }

  /** By partition. */
  static Map<Integer, Long> byPartition(List<PartitionOffset> offsets) {
    Map<Integer, Long> found = new HashMap<>();
    offsets.forEach(place -> found.put(place.getPartition(), place.getOffset()));
    return found;
  }
}
