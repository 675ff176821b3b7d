package dev.medley.lab.report;

import java.util.Arrays;
import java.util.Collection;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * A mean with its 95 % interval by Student's t.
 *
 * @param low NaN for a single value, as {@code high}
 */
public record Interval(double mean, double low, double high) {
  public static Interval of(Collection<Double> values) {
    double[] all = values.stream().mapToDouble(v -> v).toArray();
    double mean = Arrays.stream(all).average().orElse(Double.NaN);
    if (all.length < 2) {
      return new Interval(mean, Double.NaN, Double.NaN);
    }
    double variance = Arrays.stream(all).map(v -> (v - mean) * (v - mean)).sum() / (all.length - 1);
    double t = new TDistribution(all.length - 1).inverseCumulativeProbability(0.975);
    double half = t * Math.sqrt(variance / all.length);
    return new Interval(mean, mean - half, mean + half);
  }

  public double half() {
    return mean - low;
  }
}
