package dev.medley.learner.memory;

import static java.util.Objects.requireNonNull;

import dev.medley.learner.labels.ContextHash;
import dev.medley.lm.loss.Example;

/**
 * A label that is never trained on.
 *
 * @param context hash of its context
 */
public record HeldOut(ContextHash context, Example example) {
  public HeldOut {
    requireNonNull(context, "context is null");
    requireNonNull(example, "example is null");
  }

  /** Without texts, which must not reach a log. */
  @Override
  public String toString() {
    return "HeldOut[" + context + "]";
  }
}
