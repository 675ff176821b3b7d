package dev.medley.serving;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.FinishReason;

/** A response's tokens, without the end of the turn, and why it ended. */
final class Completion {
  private final int[] tokens;
  private final FinishReason finishReason;

  Completion(int[] tokens, FinishReason finishReason) {
    this.tokens = requireNonNull(tokens, "tokens is null");
    this.finishReason = requireNonNull(finishReason, "finishReason is null");
  }

  int[] tokens() {
    return tokens;
  }

  FinishReason finishReason() {
    return finishReason;
  }
}
