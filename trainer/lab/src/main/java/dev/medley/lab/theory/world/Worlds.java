package dev.medley.lab.theory.world;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Worlds and proposals that several experiments share. */
public final class Worlds {
  private Worlds() {}

  /** Costs between 0.1 and 1, each on its own, and a reference that favours none of them. */
  public static World random(int contexts, int responses, double beta, RandomGenerator random) {
    double[][] cost = new double[contexts][responses];
    double[][] reference = new double[contexts][];
    for (int x = 0; x < contexts; x++) {
      for (int y = 0; y < responses; y++) {
        cost[x][y] = random.nextDouble(0.1, 1);
      }
      reference[x] = reference(responses, random);
    }
    return new World(cost, reference, beta);
  }

  static double[] reference(int responses, RandomGenerator random) {
    double[] logits = new double[responses];
    for (int y = 0; y < responses; y++) {
      logits[y] = 0.5 * random.nextGaussian();
    }
    return Distributions.softmax(logits);
  }

  /** A weak edit tries any other response. */
  public static double[][] anyOther(int responses) {
    return anyOther(responses, 1);
  }

  /** A weak edit tries any other response with this probability, else lets the draft stand. */
  public static double[][] anyOther(int responses, double tries) {
    double[][] proposal = new double[responses][responses];
    for (int y = 0; y < responses; y++) {
      Arrays.fill(proposal[y], tries / (responses - 1));
      proposal[y][y] = 0;
    }
    return proposal;
  }

  /**
   * A weak edit stays within its half of the responses, but for this share.
   *
   * @param crossing in [0, 1]
   */
  public static double[][] twoGroups(int responses, double crossing) {
    int half = responses / 2;
    double[][] proposal = new double[responses][responses];
    for (int y = 0; y < responses; y++) {
      for (int to = 0; to < responses; to++) {
        boolean same = y / half == to / half;
        proposal[y][to] = y == to ? 0 : same ? (1 - crossing) / (half - 1) : crossing / half;
      }
    }
    return proposal;
  }

  /** A weak edit tries one of two neighbours on a ring. */
  public static double[][] ring(int responses) {
    double[][] proposal = new double[responses][responses];
    for (int y = 0; y < responses; y++) {
      proposal[y][(y + 1) % responses] = 0.5;
      proposal[(y + 1) % responses][y] = 0.5;
    }
    return proposal;
  }
}
