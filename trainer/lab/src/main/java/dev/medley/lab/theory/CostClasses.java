package dev.medley.lab.theory;

import java.util.random.RandomGenerator;

/** Cost classes, and worlds whose costs lie in them. */
final class CostClasses {
  private CostClasses() {}

  /** A constant, and features between −1 and 1 that are random for each context and response. */
  static CostClass random(int contexts, int responses, int size, RandomGenerator random) {
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

  /** A world whose cost is 0.55 + Σ ±0.45/size of the features. */
  static World world(CostClass costs, double beta, RandomGenerator random) {
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

  /** A constant, and one weight for each response, whatever the context. */
  static CostClass shared(World world) {
    int responses = world.responses();
    double[][][] features = new double[world.contexts()][responses][responses + 1];
    for (double[][] context : features) {
      for (int y = 0; y < responses; y++) {
        context[y][0] = 1;
        context[y][y + 1] = 1;
      }
    }
    return new CostClass(features, 1, 1);
  }

  /**
   * Two contexts, sixteen responses whose cost does not hang on the context; the second half is
   * bad, and drafted seldom.
   *
   * @param share of the drafts that lie in the second half
   */
  static World rareHalf(double share, double beta, RandomGenerator random) {
    int half = 8;
    double[] cost = new double[2 * half];
    for (int y = 0; y < half; y++) {
      cost[y] = random.nextDouble(0.2, 0.6);
      cost[half + y] = random.nextDouble(0.8, 1);
    }
    double[][] reference = new double[2][2 * half];
    for (double[] row : reference) {
      for (int y = 0; y < half; y++) {
        row[y] = (1 - share) / half;
        row[half + y] = share / half;
      }
    }
    return new World(new double[][] {cost, cost.clone()}, reference, beta);
  }
}
