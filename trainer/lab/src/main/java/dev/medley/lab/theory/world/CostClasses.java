package dev.medley.lab.theory.world;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Cost classes, and worlds whose costs lie in them. */
public final class CostClasses {
  private CostClasses() {}

  /** A constant, and features between −1 and 1 that are random for each context and response. */
  public static CostClass random(int contexts, int responses, int size, RandomGenerator random) {
    double[][][] features = new double[contexts][responses][size + 1];
    for (double[][] context : features) {
      for (double[] phi : context) {
        phi[0] = 1;
        for (int i = 1; i <= size; i++) {
          phi[i] = random.nextDouble(-1, 1);
        }
      }
    }
    return new CostClass(features, 1, Math.sqrt(size + 1));
  }

  /** A constant, which half a response lies in, and one feature that is random. */
  public static CostClass halves(int contexts, int responses, RandomGenerator random) {
    CostClass costs = random(contexts, responses, 2, random);
    for (double[][] context : costs.features()) {
      for (int y = 0; y < responses; y++) {
        context[y][1] = y < responses / 2 ? -1 : 1;
      }
    }
    return costs;
  }

  /** A world whose cost is 0.55 + Σ ±0.45/size of the features. */
  public static World world(CostClass costs, double beta, RandomGenerator random) {
    double[][][] features = costs.features();
    double[][] cost = new double[features.length][features[0].length];
    double[][] reference = new double[features.length][];
    int size = costs.size() - 1;
    for (int x = 0; x < cost.length; x++) {
      for (int y = 0; y < cost[x].length; y++) {
        cost[x][y] = 0.55;
        for (int i = 1; i <= size; i++) {
          cost[x][y] += (i % 2 == 0 ? -0.45 : 0.45) / size * features[x][y][i];
        }
      }
      reference[x] = Worlds.reference(cost[x].length, random);
    }
    return new World(cost, reference, beta);
  }

  /**
   * A constant, a merit, and for each response of the second half a fault that it alone has: by
   * what the first half teaches, the second is better than all.
   *
   * @param size how many responses, half of them with a fault
   */
  public static CostClass faults(int contexts, int size) {
    int half = size / 2;
    double[][] features = new double[size][half + 2];
    for (int y = 0; y < size; y++) {
      features[y][0] = 1;
      features[y][1] = y < half ? 0.5 * y / half : 1;
      if (y >= half) {
        features[y][2 + y - half] = 1;
      }
    }
    double[][][] shared = new double[contexts][][];
    Arrays.fill(shared, features);
    return new CostClass(shared, 1, Math.sqrt(0.8 * 0.8 + 0.6 * 0.6 + half * 0.75 * 0.75));
  }

  /**
   * A world of {@link #faults}: without its fault each of the second half would cost 0.2, with it
   * 0.95; the first half costs between 0.5 and 0.8.
   *
   * @param share of the drafts that lie in the second half
   */
  public static World withFaults(CostClass faults, double share, double beta) {
    int contexts = faults.features().length;
    int half = faults.size() - 2;
    double[][] cost = new double[contexts][2 * half];
    double[][] reference = new double[contexts][2 * half];
    for (int x = 0; x < contexts; x++) {
      for (int y = 0; y < 2 * half; y++) {
        double fault = y < half ? 0 : 0.75;
        cost[x][y] = 0.8 - 0.6 * faults.features()[x][y][1] + fault;
        reference[x][y] = (y < half ? 1 - share : share) / half;
      }
    }
    return new World(cost, reference, beta);
  }
}
