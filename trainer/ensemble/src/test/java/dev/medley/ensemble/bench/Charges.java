package dev.medley.ensemble.bench;

import java.util.random.RandomGenerator;

/**
 * How responses are charged: nothing with some probability, else log-normal, at most 1.
 *
 * @param accepted probability of nothing
 * @param middle mean before the bound
 * @param variation standard deviation before the bound, over the mean
 * @param mean of the charge
 */
record Charges(double accepted, double middle, double variation, double mean) implements World.Arm {
  private static final int STEPS = 4_000;

  static Charges of(double middle, double variation) {
    return accepting(0, middle, variation);
  }

  static Charges accepting(double accepted, double middle, double variation) {
    return new Charges(accepted, middle, variation, (1 - accepted) * bounded(middle, variation));
  }

  @Override
  public Charges at(int round) {
    return this;
  }

  double draw(RandomGenerator random) {
    if (accepted > 0 && random.nextDouble() < accepted) {
      return 0;
    }
    return Math.min(1, value(middle, variation, random.nextGaussian()));
  }

  private static double value(double middle, double variation, double normal) {
    double variance = Math.log1p(variation * variation);
    return middle * Math.exp(Math.sqrt(variance) * normal - variance / 2);
  }

  /** The mean of what is at most 1, by the rule of midpoints on ±8 standard deviations. */
  private static double bounded(double middle, double variation) {
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < STEPS; i++) {
      double normal = -8 + 16 * (i + 0.5) / STEPS;
      double weight = Math.exp(-normal * normal / 2);
      sum += weight * Math.min(1, value(middle, variation, normal));
      weights += weight;
    }
    return sum / weights;
  }
}
