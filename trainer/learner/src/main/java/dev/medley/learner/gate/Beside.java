package dev.medley.learner.gate;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A version's responses beside other texts for the same contexts. Each context counts as much as
 * another, however long its texts are.
 *
 * @param lengths contexts in which the texts may say how long a response is to be
 * @param fewest contexts whose texts have words of the prompt, for these to say anything
 */
@SuppressWarnings("ArrayRecordComponent")
record Beside(Seen version, Seen texts, int[] lengths, int fewest) {
  /** The median of the version's words over the texts', where these say how long it is to be. */
  OptionalDouble shortest() {
    return median(Arrays.stream(lengths));
  }

  /** As {@link #shortest}, over all contexts. */
  OptionalDouble longest() {
    return median(IntStream.range(0, version.size()));
  }

  /** Texts that are empty, or had to be ended, say nothing of lengths. */
  private OptionalDouble median(IntStream contexts) {
    double[] ratios =
        contexts
            .filter(i -> texts.words(i) > 0 && !texts.isCut(i))
            .mapToDouble(i -> version.words(i) / (double) texts.words(i))
            .sorted()
            .toArray();
    int n = ratios.length;
    return n == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((ratios[(n - 1) / 2] + ratios[n / 2]) / 2);
  }

  /** What the version has of something over what the texts have of it. */
  double over(ToDoubleFunction<Seen> share) {
    return share.applyAsDouble(version) - share.applyAsDouble(texts);
  }

  /** The mean share of the prompts' rare words in the texts that is gone; below 0 for more. */
  double promptWordsLost() {
    double[] lost =
        IntStream.range(0, version.size())
            .filter(i -> texts.promptWords(i) > 0)
            .mapToDouble(i -> lost(texts.promptWords(i), version.promptWords(i)))
            .toArray();
    return lost.length < fewest ? 0 : DoubleStream.of(lost).average().orElseThrow();
  }

  private static double lost(int before, int now) {
    return (before - now) / (double) Math.max(before, now);
  }
}
