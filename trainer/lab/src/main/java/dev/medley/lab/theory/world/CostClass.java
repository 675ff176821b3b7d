package dev.medley.lab.theory.world;

/**
 * The linear cost functions f(x,y) = w·φ(x,y) with values in [0, most].
 *
 * @param features φ(x,y), as {@code features[x][y][i]}
 * @param most no cost is larger
 * @param norm no ‖w‖ is larger
 */
@SuppressWarnings("ArrayRecordComponent")
public record CostClass(double[][][] features, double most, double norm) {
  public int size() {
    return features[0][0].length;
  }

  /** One weight for every context and response: nothing is assumed. */
  public static CostClass tabular(World world, double most) {
    int responses = world.responses();
    double[][][] features = new double[world.contexts()][responses][world.contexts() * responses];
    for (int x = 0; x < features.length; x++) {
      for (int y = 0; y < responses; y++) {
        features[x][y][x * responses + y] = 1;
      }
    }
    return new CostClass(features, most, most * Math.sqrt(world.contexts() * responses));
  }
}
