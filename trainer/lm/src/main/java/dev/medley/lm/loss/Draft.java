package dev.medley.lm.loss;

import static java.util.Objects.requireNonNull;

/**
 * A context x and a response y to it, as tokens.
 *
 * @param prompt the context, rendered
 * @param response ends with the end of the turn, unless it was cut
 */
@SuppressWarnings("ArrayRecordComponent")
public record Draft(int[] prompt, int[] response) {
  public Draft {
    requireNonNull(prompt, "prompt is null");
    requireNonNull(response, "response is null");
    if (prompt.length == 0 || response.length == 0) {
      throw new IllegalArgumentException("A draft without tokens can't be learnt from");
    }
  }

  /** Tokens of both. */
  public int length() {
    return prompt.length + response.length;
  }
}
