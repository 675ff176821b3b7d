package dev.medley.serving.statistics;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What a response means that nobody edited, accepted or discarded; the same on all nodes.
 *
 * @param after how long an answer is waited for
 * @param accepts whether it counts as accepted then; else it says nothing
 */
public record Silence(Duration after, boolean accepts) {
  public Silence {
    requireNonNull(after, "after is null");
    if (after.isNegative() || after.isZero()) {
      throw new IllegalArgumentException("silence-after is " + after + ": need more than 0");
    }
  }
}
