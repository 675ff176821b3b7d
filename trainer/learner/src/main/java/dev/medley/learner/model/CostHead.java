package dev.medley.learner.model;

/**
 * Ridge regression in float64, exact after each example: recursive least squares (Plackett 1950).
 * Its whole state is the weights and the lower triangle of the inverse of XᵀX + λI.
 */
final class CostHead {
  private final double[] weights;
  private final double[] inverse;

  CostHead(double[] weights, double[] inverse) {
    this.weights = weights;
    this.inverse = inverse;
  }

  /** A head that predicts 0. */
  static CostHead begin(int inputs, double ridge) {
    double[] inverse = new double[inputs * (inputs + 1) / 2];
    for (int i = 0; i < inputs; i++) {
      inverse[i * (i + 1) / 2 + i] = 1 / ridge;
    }
    return new CostHead(new double[inputs], inverse);
  }

  double predict(double[] x) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += weights[i] * x[i];
    }
    return sum;
  }

  /** Learns an example as if it had come so many times. */
  void learn(double[] x, double target, double times) {
    double[] gain = product(x);
    double variance = 1 / times;
    for (int i = 0; i < x.length; i++) {
      variance += gain[i] * x[i];
    }
    double step = (target - predict(x)) / variance;
    for (int i = 0, at = 0; i < x.length; i++) {
      weights[i] += step * gain[i];
      double scaled = gain[i] / variance;
      for (int j = 0; j <= i; j++) {
        inverse[at++] -= scaled * gain[j];
      }
    }
  }

  private double[] product(double[] x) {
    double[] product = new double[x.length];
    for (int i = 0, at = 0; i < x.length; i++) {
      for (int j = 0; j < i; j++, at++) {
        product[i] += inverse[at] * x[j];
        product[j] += inverse[at] * x[i];
      }
      product[i] += inverse[at++] * x[i];
    }
    return product;
  }

  double[] weights() {
    return weights.clone();
  }

  double[] inverse() {
    return inverse.clone();
  }
}
