package dev.medley.learner.memory;

import static java.util.Objects.requireNonNull;

import dev.medley.learner.labels.ContextHash;
import dev.medley.lm.loss.Example;
import java.util.Optional;

/**
 * A context that versions answer before they are published.
 *
 * @param prompt rendered
 * @param edited what a user made of a response to it; empty where it was discarded
 * @param heldOut its newest label, where it is never trained on
 */
@SuppressWarnings("ArrayRecordComponent")
public record Watched(
    ContextHash context, int[] prompt, Optional<String> edited, Optional<Example> heldOut) {
  public Watched {
    requireNonNull(context, "context is null");
    requireNonNull(prompt, "prompt is null");
  }

  /** Without texts, which must not reach a log. */
  @Override
  public String toString() {
    return "Watched[" + context + "]";
  }
}
