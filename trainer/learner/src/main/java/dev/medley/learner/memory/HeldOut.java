package dev.medley.learner.memory;

import static java.util.Objects.requireNonNull;

import dev.medley.learner.labels.ContextHash;
import dev.medley.lm.loss.Example;

/**
 * A label that is never trained on.
 *
 * @param context hash of its context
 * @param author as in {@link dev.medley.learner.labels.Label}
 * @param accepted whether the user left the draft as it was
 */
public record HeldOut(ContextHash context, Example example, long author, boolean accepted) {
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
