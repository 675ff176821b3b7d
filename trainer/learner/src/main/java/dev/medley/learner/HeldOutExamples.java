package dev.medley.learner;

import dev.medley.lm.Example;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The newest label of each of the newest held-out contexts, so that none counts twice. */
final class HeldOutExamples {
  private final int capacity;
  private final Map<ContextHash, HeldOut> kept = new LinkedHashMap<>();

  HeldOutExamples(int capacity, Collection<HeldOut> kept) {
    this.capacity = capacity;
    kept.forEach(this::add);
  }

  void add(ContextHash context, Example example) {
    add(new HeldOut(context, example, Double.NaN));
  }

  private void add(HeldOut heldOut) {
    kept.remove(heldOut.context());
    kept.put(heldOut.context(), heldOut);
    if (kept.size() > capacity) {
      Iterator<ContextHash> oldest = kept.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** Remembers what the newest checkpoint's response to a context costs. */
  void parentCost(ContextHash context, double cost) {
    kept.computeIfPresent(context, (key, heldOut) -> heldOut.withParentCost(cost));
  }

  /** Oldest first. */
  List<HeldOut> all() {
    return List.copyOf(kept.values());
  }
}
