package dev.medley.lab.theory.world;

import static java.util.Objects.requireNonNull;

/**
 * Contexts, all equally likely, the responses that each can get, and what they cost.
 *
 * @param cost c(x,y), the mean edit cost; above 0, for a draft that costs nothing is never edited
 * @param reference π_ref(y|x), which also wrote the logged drafts; above 0
 * @param beta weight of the KL divergence in Eq. 1
 */
@SuppressWarnings("ArrayRecordComponent")
public record World(double[][] cost, double[][] reference, double beta) {
  public World {
    requireNonNull(cost, "cost is null");
    requireNonNull(reference, "reference is null");
    if (!(beta > 0)) {
      throw new IllegalArgumentException("beta is " + beta + ": need above 0");
    }
    for (int x = 0; x < cost.length; x++) {
      for (int y = 0; y < cost[x].length; y++) {
        if (!(cost[x][y] > 0) || !(reference[x][y] > 0)) {
          throw new IllegalArgumentException(
              "cost %s and reference %s of response %d in context %d: need above 0"
                  .formatted(cost[x][y], reference[x][y], y, x));
        }
      }
    }
  }

  public int contexts() {
    return cost.length;
  }

  public int responses() {
    return cost[0].length;
  }

  /** π*(y|x) ∝ π_ref(y|x)·exp(−c(x,y)/β), where Eq. 1 is least. */
  public double[][] optimum() {
    return tilted(beta);
  }

  /** π_ref(y|x)·exp(−c(x,y)/temperature), normalised. */
  public double[][] tilted(double temperature) {
    double[][] policy = new double[contexts()][];
    for (int x = 0; x < contexts(); x++) {
      policy[x] = Distributions.tilt(reference[x], cost[x], temperature);
    }
    return policy;
  }

  /** J_β(π) = E[c(x,y)] + β·KL(π‖π_ref) (Eq. 1). */
  double objective(double[][] policy) {
    return meanCost(policy) + beta * divergence(policy, reference);
  }

  /** SubOpt(π) = J_β(π) − J_β(π*). It equals β·KL(π‖π*). */
  public double subOptimality(double[][] policy) {
    return objective(policy) - objective(optimum());
  }

  /** E[c(x,y)] under the policy: what its users pay. */
  public double meanCost(double[][] policy) {
    double sum = 0;
    for (int x = 0; x < contexts(); x++) {
      sum += Distributions.mean(policy[x], cost[x]);
    }
    return sum / contexts();
  }

  /** The mean over contexts of KL(p(·|x)‖q(·|x)). */
  static double divergence(double[][] p, double[][] q) {
    double sum = 0;
    for (int x = 0; x < p.length; x++) {
      sum += Distributions.divergence(p[x], q[x]);
    }
    return sum / p.length;
  }
}
