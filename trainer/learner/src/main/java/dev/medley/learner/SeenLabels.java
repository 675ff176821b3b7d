package dev.medley.learner;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Recognises a label that was delivered before, among the newest {@value #CAPACITY}. The feedback
 * job writes each label once; this guards against topics that others wrote or copied.
 */
final class SeenLabels {
  static final int CAPACITY = 4096;

  private final Set<Long> hashes = new LinkedHashSet<>();

  SeenLabels(Collection<Long> hashes) {
    this.hashes.addAll(hashes);
  }

  /** Whether the label is new; from now on it is not. */
  boolean add(LabelIdentity identity) {
    boolean isNew = hashes.add(identity.hash());
    if (hashes.size() > CAPACITY) {
      Iterator<Long> oldest = hashes.iterator();
      oldest.next();
      oldest.remove();
    }
    return isNew;
  }

  List<Long> all() {
    return List.copyOf(hashes);
  }
}
