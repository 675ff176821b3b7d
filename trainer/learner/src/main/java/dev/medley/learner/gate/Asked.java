package dev.medley.learner.gate;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A context that versions are compared on.
 *
 * @param prompt its text
 * @param edited what a user made of an earlier response; empty where it was discarded
 * @param accepted whether that is the response as it was
 * @param author of that text, as in {@link dev.medley.learner.labels.Label}
 * @param heldOut whether it is never trained on, so that charges say something
 * @param half 0 or 1, by a hash: the best version is chosen on one half and compared on the other
 */
public record Asked(
    String prompt,
    Optional<String> edited,
    boolean accepted,
    long author,
    boolean heldOut,
    int half) {
  public Asked {
    requireNonNull(prompt, "prompt is null");
    requireNonNull(edited, "edited is null");
    if (half != 0 && half != 1) {
      throw new IllegalArgumentException("half is %d: need 0 or 1".formatted(half));
    }
    if (heldOut && edited.isEmpty()) {
      throw new IllegalArgumentException("a held-out context without a user's text");
    }
  }

  /** Without texts, which must not reach a log. */
  @Override
  public String toString() {
    return "Asked[heldOut=%s, half=%d]".formatted(heldOut, half);
  }
}
