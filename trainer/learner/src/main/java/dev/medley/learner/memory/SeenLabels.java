package dev.medley.learner.memory;

import dev.medley.learner.labels.LabelIdentity;
import java.util.Map;

/**
 * The newest revision learnt of each generation, among the last {@value #CAPACITY} generations with
 * a new one. A later revision is new once; the same label again, or an earlier revision of it, is
 * not. The feedback job writes each label once: this guards against topics that others wrote or
 * copied, and a copy that comes more generations later than that is not recognised.
 */
final class SeenLabels {
  static final int CAPACITY = 4096;

  private final NewestByKey<Long, Integer> revisions;

  /**
   * Goes on.
   *
   * @param revisions by hash of the generation's id, oldest first
   */
  SeenLabels(Map<Long, Integer> revisions) {
    this.revisions = new NewestByKey<>(CAPACITY, revisions);
  }

  /** Whether the label is new; from now on it is not. */
  boolean add(LabelIdentity identity) {
    long generation = identity.generationHash();
    Integer newest = revisions.get(generation);
    if (newest != null && newest >= identity.revision()) {
      return false;
    }
    revisions.put(generation, identity.revision());
    return true;
  }

  /** Revisions by generation, oldest first. */
  Map<Long, Integer> all() {
    return revisions.all();
  }
}
