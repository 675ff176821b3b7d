package dev.medley.lab.theory.world;

/**
 * A user: q(y'|x,y), and what an edit costs.
 *
 * <p>A balanced one is q = γ·π*(y'|x) + (1−γ)·M(y'|x,y): with probability γ the user writes what
 * the optimum would, else takes a Metropolis step (Metropolis et al. 1953) toward it. Both parts
 * satisfy the balance equation of Assumption 1, so their mixture does, and q ≥ γ·π* is what Lemma 1
 * needs of γ_min.
 *
 * <p>An edit of y costs Δ(x,y,y') = c(x,y)/(1 − q(y|x,y)), and 0 where y stays: its mean over q is
 * c(x,y) whoever the user is.
 */
public final class Editor {
  private final double[][][] kernel;
  private final double[][] cost;

  private Editor(double[][][] kernel, double[][] cost) {
    this.kernel = kernel;
    this.cost = cost;
  }

  /**
   * An editor who satisfies Assumption 1 exactly.
   *
   * @param proposal P(y,y'), symmetric, each row summing to at most 1: what a weak edit tries
   * @param gamma γ_min, in [0, 1]
   */
  public static Editor balanced(World world, double[][] proposal, double gamma) {
    if (!(gamma >= 0 && gamma <= 1)) {
      throw new IllegalArgumentException("gamma is " + gamma + ": need [0, 1]");
    }
    int size = world.responses();
    double[][] optimum = world.optimum();
    double[][][] kernel = new double[world.contexts()][size][size];
    for (int x = 0; x < world.contexts(); x++) {
      for (int y = 0; y < size; y++) {
        double moves = 0;
        for (int to = 0; to < size; to++) {
          if (to != y) {
            double step = proposal[y][to] * Math.min(1, optimum[x][to] / optimum[x][y]);
            kernel[x][y][to] = gamma * optimum[x][to] + (1 - gamma) * step;
            moves += step;
          }
        }
        kernel[x][y][y] = gamma * optimum[x][y] + (1 - gamma) * (1 - moves);
      }
    }
    return new Editor(kernel, world.cost());
  }

  /**
   * The same user, who with this probability goes straight to the best answer instead: nearer to it
   * than before, but nobody comes back from there so often, and the balance equation breaks.
   */
  public Editor withJumpToBest(double share, World world) {
    double[][] optimum = world.optimum();
    double[][][] changed = new double[kernel.length][][];
    for (int x = 0; x < kernel.length; x++) {
      int best = 0;
      for (int y = 0; y < optimum[x].length; y++) {
        best = optimum[x][y] > optimum[x][best] ? y : best;
      }
      changed[x] = new double[kernel[x].length][];
      for (int y = 0; y < kernel[x].length; y++) {
        changed[x][y] = kernel[x][y].clone();
        for (int to = 0; to < changed[x][y].length; to++) {
          changed[x][y][to] *= 1 - share;
        }
        changed[x][y][best] += share;
      }
    }
    return new Editor(changed, cost);
  }

  /** q(edited|x,draft). */
  public double probability(int x, int draft, int edited) {
    return kernel[x][draft][edited];
  }

  /** q(·|x,draft), not to be changed. */
  public double[] row(int x, int draft) {
    return kernel[x][draft];
  }

  /** Δ_edit(draft, edited). */
  public double cost(int x, int draft, int edited) {
    return draft == edited ? 0 : cost[x][draft] / (1 - kernel[x][draft][draft]);
  }

  /** (q∘π)(y'|x) = Σ_y π(y|x)·q(y'|x,y): what the users' texts look like. */
  public double[][] after(double[][] policy) {
    double[][] edited = new double[policy.length][policy[0].length];
    for (int x = 0; x < policy.length; x++) {
      for (int y = 0; y < policy[x].length; y++) {
        for (int to = 0; to < edited[x].length; to++) {
          edited[x][to] += policy[x][y] * kernel[x][y][to];
        }
      }
    }
    return edited;
  }
}
