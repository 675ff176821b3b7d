package dev.medley.serving;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.FinishReason;

/**
 * A response and why it ended.
 *
 * @param tokens generated, without the end of the turn
 */
record Completion(String text, int tokens, FinishReason finishReason) {
  Completion {
    requireNonNull(text, "text is null");
    requireNonNull(finishReason, "finishReason is null");
  }
}
