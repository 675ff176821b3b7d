package dev.medley.learner.memory;

import static java.util.Objects.requireNonNull;

import dev.medley.learner.labels.ContextHash;
import java.util.Optional;

/**
 * A context that versions answer before they are published.
 *
 * @param prompt rendered
 * @param edited what a user made of a response to it; empty where it was discarded
 * @param author of that label, as in {@link dev.medley.learner.labels.Label}
 * @param heldOut its newest label, where it is never trained on
 */
@SuppressWarnings("ArrayRecordComponent")
public record Watched(
    ContextHash context,
    int[] prompt,
    Optional<String> edited,
    long author,
    Optional<HeldOut> heldOut) {
  public Watched {
    requireNonNull(context, "context is null");
    requireNonNull(prompt, "prompt is null");
  }

  /** Of a held-out label. */
  static Watched of(HeldOut label) {
    return new Watched(
        label.context(),
        label.example().prompt(),
        Optional.empty(),
        label.author(),
        Optional.of(label));
  }

  /** Without texts, which must not reach a log. */
  @Override
  public String toString() {
    return "Watched[" + context + "]";
  }
}
