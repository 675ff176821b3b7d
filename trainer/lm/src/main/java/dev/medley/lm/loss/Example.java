package dev.medley.lm.loss;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * One label as tokens; responses end with the end of the turn, but for a draft that was cut.
 *
 * @param prompt context x, rendered
 * @param chosen edited text y'
 * @param rejected response y; null where only y' is wanted
 * @param cost what y costs; 0 where it is not known
 * @param weights of the chosen tokens in the SFT loss; null where all weigh 1
 */
@SuppressWarnings("ArrayRecordComponent")
public record Example(int[] prompt, int[] chosen, int[] rejected, float cost, float[] weights) {
  public Example {
    requireNonNull(prompt, "prompt is null");
    requireNonNull(chosen, "chosen is null");
    if (prompt.length == 0 || chosen.length == 0 || (rejected != null && rejected.length == 0)) {
      throw new IllegalArgumentException("An example without tokens can't be learnt from");
    }
    if (weights != null && weights.length != chosen.length) {
      throw new IllegalArgumentException(
          "%d weights of %d chosen tokens: need as many".formatted(weights.length, chosen.length));
    }
  }

  /** All chosen tokens weigh 1. */
  public Example(int[] prompt, int[] chosen, int[] rejected, float cost) {
    this(prompt, chosen, rejected, cost, null);
  }

  /** The same, of whose chosen tokens all weigh 1. */
  public Example unweighted() {
    return new Example(prompt, chosen, rejected, cost);
  }

  /** Whether the draft differs from the edited text: only then is there a preference. */
  public boolean isPair() {
    return rejected != null && !Arrays.equals(chosen, rejected);
  }

  /** Tokens of the longest row that it makes. */
  public int length() {
    return prompt.length + Math.max(chosen.length, rejected == null ? 0 : rejected.length);
  }
}
