package dev.medley.learner;

import dev.medley.lm.Example;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The newest label of each of the newest held-out contexts, so that none counts twice. */
final class HeldOutExamples {
  private final NewestByKey<ContextHash, HeldOut> kept;

  HeldOutExamples(int capacity, Collection<HeldOut> kept) {
    this.kept = new NewestByKey<>(capacity, Map.of());
    kept.forEach(this::add);
  }

  void add(ContextHash context, Example example) {
    add(new HeldOut(context, example, null));
  }

  private void add(HeldOut heldOut) {
    kept.put(heldOut.context(), heldOut);
  }

  /** Remembers the newest checkpoint's response to a context. */
  void parentResponse(ContextHash context, String response) {
    kept.change(context, heldOut -> heldOut.withParentResponse(response));
  }

  /** Oldest first. */
  List<HeldOut> all() {
    return List.copyOf(kept.all().values());
  }
}
