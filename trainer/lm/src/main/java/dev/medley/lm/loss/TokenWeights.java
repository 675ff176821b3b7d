package dev.medley.lm.loss;

import java.util.Arrays;
import java.util.List;

/** How much each token of a batch weighs in the SFT loss. */
final class TokenWeights {
  private TokenWeights() {}

  /** The weights of the chosen tokens, example by example; 0 for the tokens that follow them. */
  static float[] of(List<Example> batch, long tokens) {
    float[] weights = new float[Math.toIntExact(tokens)];
    int next = 0;
    for (Example example : batch) {
      int count = example.chosen().length;
      if (example.weights() == null) {
        Arrays.fill(weights, next, next + count, 1);
      } else {
        System.arraycopy(example.weights(), 0, weights, next, count);
      }
      next += count;
    }
    return weights;
  }
}
