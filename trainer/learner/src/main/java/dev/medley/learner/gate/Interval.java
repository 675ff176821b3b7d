package dev.medley.learner.gate;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A mean with its 95 % interval by the percentile bootstrap (Efron and Tibshirani 1993, chapter
 * 13): 2,000 samples with replacement, drawn from a seed.
 */
record Interval(double mean, double low, double high) {
  private static final int SAMPLES = 2000;

  static Interval of(double[] values, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[SAMPLES];
    for (int s = 0; s < SAMPLES; s++) {
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[random.nextInt(values.length)];
      }
      means[s] = sum / values.length;
    }
    Arrays.sort(means);
    return new Interval(
        Arrays.stream(values).sum() / values.length,
        means[SAMPLES / 40],
        means[SAMPLES - 1 - SAMPLES / 40]);
  }
}
