package dev.medley.learner;

import static java.util.Objects.requireNonNull;

import dev.medley.lm.Example;

/**
 * A label that is never trained on.
 *
 * @param context hash of its context
 * @param parentCost what the newest checkpoint's response to it costs; NaN where not known yet
 */
record HeldOut(ContextHash context, Example example, double parentCost) {
  HeldOut {
    requireNonNull(context, "context is null");
    requireNonNull(example, "example is null");
  }

  HeldOut withParentCost(double cost) {
    return new HeldOut(context, example, cost);
  }
}
