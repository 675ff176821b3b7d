package dev.medley.ensemble.bench;

import java.util.random.RandomGenerator;

/** How the cost of one response varies about its mean. */
enum Costs {
  /** Standard deviation half the mean, clipped at 0. */
  NORMAL {
    @Override
    double draw(double mean, RandomGenerator random) {
      return Math.max(0, mean * (1 + 0.5 * random.nextGaussian()));
    }
  },
  /** Log-normal, standard deviation one and a half times the mean. */
  HEAVY {
    @Override
    double draw(double mean, RandomGenerator random) {
      double variance = Math.log(1 + 1.5 * 1.5);
      return mean * Math.exp(Math.sqrt(variance) * random.nextGaussian() - variance / 2);
    }
  };

  abstract double draw(double mean, RandomGenerator random);
}
