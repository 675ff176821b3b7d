package dev.medley.serving.generation;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.FinishReason;

/**
 * A response and why it ended.
 *
 * @param promptTokens of the rendered context
 * @param tokens generated, without the end of the turn
 */
public record FinishedResponse(
    String text, int promptTokens, int tokens, FinishReason finishReason) {
  public FinishedResponse {
    requireNonNull(text, "text is null");
    requireNonNull(finishReason, "finishReason is null");
  }

  /** The same, cut by the node. */
  public FinishedResponse cut() {
    return new FinishedResponse(text, promptTokens, tokens, FinishReason.LENGTH);
  }
}
