package dev.medley.learner.gate;

import java.util.Arrays;

/**
 * A mean with its 95 % interval by Student's t (Student 1908), which holds what it promises for a
 * few paired differences too, where a percentile bootstrap is too narrow.
 */
record Interval(double mean, double low, double high) {
  /** With fewer values than this, an interval says nothing. */
  static final int FEWEST = 4;

  private static final double TWO_SIDED = 1.959964;
  private static final double ONE_SIDED = 1.644854;

  /** Of at least {@value #FEWEST} values. */
  static Interval of(double[] values) {
    return of(values, TWO_SIDED);
  }

  /** Either end alone is beyond the mean in one of twenty. */
  static Interval oneSided(double[] values) {
    return of(values, ONE_SIDED);
  }

  private static Interval of(double[] values, double normal) {
    int n = values.length;
    double mean = Arrays.stream(values).sum() / n;
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    double half = quantile(n - 1, normal) * Math.sqrt(squares / (n - 1) / n);
    return new Interval(mean, mean - half, mean + half);
  }

  /**
   * Student's t where the normal distribution has z, within 0.01 from three degrees on (Abramowitz
   * and Stegun, 26.7.5).
   */
  static double quantile(int degrees, double z) {
    double z2 = z * z;
    double first = z * (z2 + 1) / 4;
    double second = z * ((5 * z2 + 16) * z2 + 3) / 96;
    double third = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
    double fourth = z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92160;
    double v = degrees;
    return z + first / v + second / (v * v) + third / (v * v * v) + fourth / (v * v * v * v);
  }
}
