package dev.medley.lab.theory.world;

import java.util.Arrays;

/** Arithmetic on discrete distributions, each an array of probabilities. */
public final class Distributions {
  private Distributions() {}

  /** exp(logits) over its sum. */
  public static double[] softmax(double[] logits) {
    double most = Arrays.stream(logits).max().orElseThrow();
    return normalise(Arrays.stream(logits).map(logit -> Math.exp(logit - most)).toArray());
  }

  public static double[] normalise(double[] weights) {
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }

  /** Natural logarithms; −∞ where a probability is 0. */
  public static double[] log(double[] p) {
    return Arrays.stream(p).map(Math::log).toArray();
  }

  /** ‖p − q‖_TV, half the L1 distance; in [0, 1]. */
  public static double totalVariation(double[] p, double[] q) {
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      sum += Math.abs(p[i] - q[i]);
    }
    return sum / 2;
  }

  /** The mean over contexts of ‖p(·|x) − q(·|x)‖_TV. */
  public static double totalVariation(double[][] p, double[][] q) {
    double sum = 0;
    for (int x = 0; x < p.length; x++) {
      sum += totalVariation(p[x], q[x]);
    }
    return sum / p.length;
  }

  /** KL(p‖q) in nats. */
  static double divergence(double[] p, double[] q) {
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      sum += p[i] > 0 ? p[i] * Math.log(p[i] / q[i]) : 0;
    }
    return sum;
  }

  /** Σ p(i)·values(i). */
  public static double mean(double[] p, double[] values) {
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      sum += p[i] * values[i];
    }
    return sum;
  }

  /** π(y) ∝ reference(y)·exp(−cost(y)/temperature), the optimum of Eq. 1 for one context. */
  public static double[] tilt(double[] reference, double[] cost, double temperature) {
    double[] logits = log(reference);
    for (int i = 0; i < logits.length; i++) {
      logits[i] -= cost[i] / temperature;
    }
    return softmax(logits);
  }
}
