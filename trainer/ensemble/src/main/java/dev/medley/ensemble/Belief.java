package dev.medley.ensemble;

import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What is believed of the logarithms of some arms' mean charges: a normal distribution, so that
 * what one arm costs says something of the others. For one thread.
 */
final class Belief {
  /** The least ratio that charges are taken for. */
  private static final double LEAST = 1e-6;

  /** A variance below which an arm is known. */
  private static final double KNOWN = 1e-9;

  private final double[] means;
  private final double[][] covariances;

  /** Takes both as they are. */
  Belief(double[] means, double[][] covariances) {
    this.means = means;
    this.covariances = covariances;
  }

  double mean(int arm) {
    return means[arm];
  }

  double variance(int arm) {
    return Math.max(0, covariances[arm][arm]);
  }

  double covariance(int arm, int other) {
    return covariances[arm][other];
  }

  Belief copy() {
    double[][] copied = new double[means.length][];
    for (int i = 0; i < copied.length; i++) {
      copied[i] = covariances[i].clone();
    }
    return new Belief(means.clone(), copied);
  }

  /**
   * Learns from plays of an arm. The arm's own mean moves to where the conjugate prior of gamma
   * charges would put it, which no charge of 0 takes out of bounds.
   *
   * @param plays 0 or more
   * @param mean of their charges, in the unit of e to the {@link #mean}
   * @param spread variance of one charge, over the squared mean
   */
  void learn(int arm, double plays, double mean, double spread) {
    if (!(plays > 0)) {
      return;
    }
    double variance = Math.max(variance(arm), KNOWN);
    double priorPlays = spread / variance;
    double posterior = (plays * mean + priorPlays * Math.exp(means[arm])) / (plays + priorPlays);
    double step = Math.log(Math.max(posterior, LEAST)) - means[arm];
    double gain = 1 / (variance + spread / plays);
    double[] column = new double[means.length];
    for (int i = 0; i < column.length; i++) {
      column[i] = covariances[i][arm];
    }
    for (int i = 0; i < column.length; i++) {
      means[i] += column[i] / variance * step;
      for (int j = 0; j < column.length; j++) {
        covariances[i][j] -= column[i] * column[j] * gain;
      }
    }
  }

  /**
   * With what probability each arm is the cheapest, by draws that are always the same.
   *
   * @param width of the belief, as a share of what it is
   * @param centre where it lies, by arm
   */
  double[] cheapest(double width, IntToDoubleFunction centre) {
    int arms = means.length;
    double[] centres = IntStream.range(0, arms).mapToDouble(centre).toArray();
    double[][] root = root();
    double[][] normals = Normals.of(arms);
    double[] chances = new double[arms];
    for (double[] normal : normals) {
      int best = 0;
      double least = Double.POSITIVE_INFINITY;
      for (int i = 0; i < arms; i++) {
        double drawn = 0;
        for (int j = 0; j <= i; j++) {
          drawn += root[i][j] * normal[j];
        }
        double value = centres[i] + width * drawn;
        if (value < least) {
          least = value;
          best = i;
        }
      }
      chances[best] += 1.0 / normals.length;
    }
    return chances;
  }

  /** Cholesky's root of the covariances, which may be singular. */
  private double[][] root() {
    int arms = means.length;
    double[][] root = new double[arms][arms];
    for (int i = 0; i < arms; i++) {
      for (int j = 0; j <= i; j++) {
        double rest = covariances[i][j];
        for (int k = 0; k < j; k++) {
          rest -= root[i][k] * root[j][k];
        }
        if (i == j) {
          root[i][i] = Math.sqrt(Math.max(rest, KNOWN));
        } else {
          root[i][j] = root[j][j] * root[j][j] <= KNOWN ? 0 : rest / root[j][j];
        }
      }
    }
    return root;
  }

  /** Draws from the normal distribution, in pairs that mirror each other. */
  private static final class Normals {
    private static final int DRAWS = 512;
    private static volatile double[][] drawn = draw(8);

    static double[][] of(int arms) {
      double[][] current = drawn;
      if (current[0].length < arms) {
        current = draw(2 * arms);
        drawn = current;
      }
      return current;
    }

    /** A column does not depend on how many there are. */
    private static double[][] draw(int columns) {
      double[][] normals = new double[DRAWS][columns];
      for (int column = 0; column < columns; column++) {
        SplittableRandom random = new SplittableRandom(column + 1L);
        for (int i = 0; i < DRAWS; i += 2) {
          normals[i][column] = random.nextGaussian();
          normals[i + 1][column] = -normals[i][column];
        }
      }
      return normals;
    }
  }
}
