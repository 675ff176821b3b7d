package dev.medley.lm.generation;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * How a response is drawn, and what ends it beside the model itself.
 *
 * @param temperature 0 takes the likeliest token
 * @param topP probability mass of the nucleus, in (0, 1]
 * @param maxTokens most tokens of the response, its end included
 * @param seed of the draw; unused where the temperature is 0
 * @param stop texts that end the response where the first of them begins; they may begin and end
 *     within tokens
 * @param repeatedCharacters a text whose last so many characters repeat one piece of at most a
 *     quarter of them is ended, as in Misra et al. 2025; 0 for never
 */
public record SamplingParameters(
    double temperature,
    double topP,
    int maxTokens,
    long seed,
    List<String> stop,
    int repeatedCharacters) {
  /** The paper's: degenerate members (DPO alone) would otherwise repeat themselves to the end. */
  public static final int REPEATED_CHARACTERS = 200;

  public SamplingParameters {
    if (!(temperature >= 0) || !(topP > 0) || topP > 1 || maxTokens < 1) {
      throw new IllegalArgumentException(
          "temperature %s, top_p %s, max_tokens %d: need at least 0, (0, 1] and at least 1"
              .formatted(temperature, topP, maxTokens));
    }
    stop = List.copyOf(requireNonNull(stop, "stop is null"));
    if (stop.contains("") || repeatedCharacters < 0) {
      throw new IllegalArgumentException(
          "stop %s, %d repeated characters: need texts that are not empty, and at least 0"
              .formatted(stop, repeatedCharacters));
    }
  }

  /** Without stop strings, and with the paper's stop of repetitions. */
  public SamplingParameters(double temperature, double topP, int maxTokens, long seed) {
    this(temperature, topP, maxTokens, seed, List.of(), REPEATED_CHARACTERS);
  }

  /** The likeliest tokens. */
  public static SamplingParameters greedy(int maxTokens) {
    return new SamplingParameters(0, 1, maxTokens, 0);
  }

  /** The same, of at most so many tokens. */
  public SamplingParameters withMaxTokens(int tokens) {
    return new SamplingParameters(temperature, topP, tokens, seed, stop, repeatedCharacters);
  }

  /** The same, ended by texts. */
  public SamplingParameters withStop(List<String> texts) {
    return new SamplingParameters(temperature, topP, maxTokens, seed, texts, repeatedCharacters);
  }

  /** The same, never ended because it repeats itself. */
  public SamplingParameters withoutRepetitionStop() {
    return new SamplingParameters(temperature, topP, maxTokens, seed, stop, 0);
  }
}
