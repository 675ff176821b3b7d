package dev.medley.learner.memory;

import dev.medley.lm.loss.Example;
import java.util.List;
import java.util.Map;

/**
 * All that a member's memory of labels goes on from.
 *
 * @param random state of the generator that chooses what is replayed
 * @param heldOut newest held-out labels, oldest first
 * @param enough whether there were enough of them once
 * @param recent examples that may be replayed, oldest first
 * @param seen newest revisions by hash of the generation, oldest first
 * @param armVersions newest checkpoint that labels have named, by arm, oldest first
 * @param contexts newest of any label, oldest first
 */
public record MemoryState(
    long random,
    List<HeldOut> heldOut,
    boolean enough,
    List<Example> recent,
    Map<Long, Integer> seen,
    Map<String, Long> armVersions,
    List<Watched> contexts) {

  /** A memory's that has seen nothing. */
  public static MemoryState begin(long seed) {
    return new MemoryState(seed, List.of(), false, List.of(), Map.of(), Map.of(), List.of());
  }
}
