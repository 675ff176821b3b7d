package dev.medley.serving;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.FinishReason;

/**
 * A response and why it ended.
 *
 * @param promptTokens of the rendered context
 * @param tokens generated, without the end of the turn
 */
record Completion(String text, int promptTokens, int tokens, FinishReason finishReason) {
  Completion {
    requireNonNull(text, "text is null");
    requireNonNull(finishReason, "finishReason is null");
  }
}
