package dev.medley.learner.model;

/**
 * Ridge regression in float64, exact after each example: recursive least squares (Plackett 1950).
 * Its whole state is the weights and the lower triangle of the inverse of A = XᵀX + I. An example
 * and a question each take as many multiplications as that has numbers, twice.
 */
final class CostHead {
  private final double[] weights;
  private final double[] inverse;

  CostHead(double[] weights, double[] inverse) {
    this.weights = weights;
    this.inverse = inverse;
  }

  /** A head that predicts 0, and knows nothing. */
  static CostHead begin(int inputs) {
    double[] inverse = new double[inputs * (inputs + 1) / 2];
    for (int i = 0; i < inputs; i++) {
      inverse[i * (i + 1) / 2 + i] = 1;
    }
    return new CostHead(new double[inputs], inverse);
  }

  double predict(double[] x) {
    return dot(weights, x);
  }

  /** √(xᵀA⁻¹x): the length of x where no example had anything of it, and less where some had. */
  double uncertainty(double[] x) {
    return Math.sqrt(Math.max(0, dot(product(x), x)));
  }

  void learn(double[] x, double target) {
    double[] gain = product(x);
    double variance = 1 + dot(gain, x);
    double step = (target - predict(x)) / variance;
    for (int i = 0, at = 0; i < x.length; i++) {
      weights[i] += step * gain[i];
      double scaled = gain[i] / variance;
      for (int j = 0; j <= i; j++) {
        inverse[at++] -= scaled * gain[j];
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
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
