package dev.medley.lab.report;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** Over the seeds' means; over the values themselves where there is one seed. */
  public static Interval overSeeds(List<List<Double>> seeds) {
    return of(
        seeds.size() == 1
            ? seeds.get(0)
            : seeds.stream()
                .map(s -> s.stream().mapToDouble(v -> v).average().orElseThrow())
                .toList());
  }

  /** As a report's JSON has it, the mean under a name. */
  public Map<String, Object> json(String name) {
    Map<String, Object> cell = new LinkedHashMap<>();
    cell.put(name, mean);
    // JSON has no NaN.
    cell.put("low", Double.isNaN(low) ? null : low);
    cell.put("high", Double.isNaN(high) ? null : high);
    return cell;
  }

  public double half() {
    return mean - low;
  }
}
