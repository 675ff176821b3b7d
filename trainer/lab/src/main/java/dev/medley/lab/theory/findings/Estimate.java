package dev.medley.lab.theory.findings;

import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;

/**
 * The mean of repeated measurements.
 *
 * @param error its standard error; 0 for what was computed exactly
 */
public record Estimate(double mean, double error) {
  public static Estimate exact(double value) {
    return new Estimate(value, 0);
  }

  /** Measures a number of times, in order. */
  public static Estimate of(int repetitions, DoubleSupplier measurement) {
    return of(DoubleStream.generate(measurement).limit(repetitions).boxed().toList());
  }

  public static Estimate of(List<Double> values) {
    double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return new Estimate(mean, Math.sqrt(squares / (values.size() - 1.0) / values.size()));
  }

  /** The difference to another that was measured apart. */
  public Estimate less(Estimate other) {
    return new Estimate(mean - other.mean, Math.hypot(error, other.error));
  }
}
