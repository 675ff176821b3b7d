package dev.medley.lab.theory;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;

/**
 * The mean of repeated measurements.
 *
 * @param error its standard error; 0 for what was computed exactly
 */
record Estimate(double mean, double error) {
  static Estimate exact(double value) {
    return new Estimate(value, 0);
  }

  /** Measures a number of times, in order. */
  static Estimate of(int repetitions, DoubleSupplier measurement) {
    double[] values = DoubleStream.generate(measurement).limit(repetitions).toArray();
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return new Estimate(mean, Math.sqrt(squares / (repetitions - 1.0) / repetitions));
  }
}
