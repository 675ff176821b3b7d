package dev.medley.learner.memory;

import dev.medley.learner.labels.ContextHash;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The newest label of each of the newest held-out contexts, so that none counts twice. */
public final class HeldOutExamples {
  private final NewestByKey<ContextHash, HeldOut> kept;

  public HeldOutExamples(int capacity, Collection<HeldOut> kept) {
    this.kept = new NewestByKey<>(capacity, Map.of());
    kept.forEach(this::add);
  }

  public void add(HeldOut heldOut) {
    kept.put(heldOut.context(), heldOut);
  }

  boolean has(ContextHash context) {
    return kept.get(context) != null;
  }

  /** Oldest first. */
  public List<HeldOut> all() {
    return List.copyOf(kept.all().values());
  }
}
