package dev.medley.lm;

/**
 * How a response is drawn.
 *
 * @param temperature 0 takes the likeliest token
 * @param topP probability mass of the nucleus, in (0, 1]
 * @param maxTokens most tokens of the response, its end included
 * @param seed of the draw; unused where the temperature is 0
 */
public record SamplingParameters(double temperature, double topP, int maxTokens, long seed) {
  public SamplingParameters {
    if (!(temperature >= 0) || !(topP > 0) || topP > 1 || maxTokens < 1) {
      throw new IllegalArgumentException(
          "temperature %s, top_p %s, max_tokens %d: need at least 0, (0, 1] and at least 1"
              .formatted(temperature, topP, maxTokens));
    }
  }

  /** The likeliest tokens. */
  public static SamplingParameters greedy(int maxTokens) {
    return new SamplingParameters(0, 1, maxTokens, 0);
  }
}
