package dev.medley.lab.theory.learners;

import dev.medley.lab.theory.world.CostClass;
import dev.medley.lab.theory.world.EditLog;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * A cost class fitted by least squares (Eq. 5), with the confidence set {w : (w − ŵ)ᵀV(w − ŵ) ≤ r²}
 * that holds the true cost with probability 1 − δ whatever the drafts: r = σ·√(2·log(1/δ) + log det
 * V/det λI) + √λ·‖w‖, V = λI + Σφφᵀ (Abbasi-Yadkori, Pál and Szepesvári 2011, Theorem 2), σ being
 * half the range of the observed costs.
 */
final class CostModel {
  /** δ: the confidence set misses the truth this often at most. */
  static final double DELTA = 0.05;

  /** λ, in drafts. */
  static final double RIDGE = 1;

  private final CostClass costs;
  private final RealVector weights;
  private final RealMatrix inverse;
  private final double radius;

  private CostModel(CostClass costs, RealVector weights, RealMatrix inverse, double radius) {
    this.costs = costs;
    this.weights = weights;
    this.inverse = inverse;
    this.radius = radius;
  }

  static CostModel fit(CostClass costs, EditLog log) {
    int size = costs.size();
    RealMatrix covariance = MatrixUtils.createRealIdentityMatrix(size).scalarMultiply(RIDGE);
    RealVector moment = new ArrayRealVector(size);
    double range = 0;
    for (int x = 0; x < log.counts().length; x++) {
      for (int y = 0; y < log.counts()[x].length; y++) {
        double drafts = 0;
        double paid = 0;
        for (int to = 0; to < log.counts()[x].length; to++) {
          drafts += log.counts()[x][y][to];
          paid += log.counts()[x][y][to] * log.editor().cost(x, y, to);
          range = Math.max(range, log.editor().cost(x, y, to));
        }
        RealVector phi = new ArrayRealVector(costs.features()[x][y]);
        if (drafts > 0) {
          covariance = covariance.add(phi.outerProduct(phi).scalarMultiply(drafts));
          moment = moment.add(phi.mapMultiply(paid));
        }
      }
    }
    CholeskyDecomposition cholesky = new CholeskyDecomposition(covariance, 1e-8, 0);
    double logDeterminants = -size * Math.log(RIDGE);
    for (int i = 0; i < size; i++) {
      logDeterminants += 2 * Math.log(cholesky.getL().getEntry(i, i));
    }
    double noise = range / 2 * Math.sqrt(2 * Math.log(1 / DELTA) + logDeterminants);
    return new CostModel(
        costs,
        cholesky.getSolver().solve(moment),
        cholesky.getSolver().getInverse(),
        noise + Math.sqrt(RIDGE) * costs.norm());
  }

  /** f̂(x,y), within what a cost can be. */
  double fitted(int x, int y) {
    RealVector phi = new ArrayRealVector(costs.features()[x][y], false);
    return clip(weights.dotProduct(phi));
  }

  /** f̄(x,y), the largest cost in the confidence set. */
  double largest(int x, int y) {
    RealVector phi = new ArrayRealVector(costs.features()[x][y], false);
    double width = radius * Math.sqrt(phi.dotProduct(inverse.operate(phi)));
    return clip(weights.dotProduct(phi) + width);
  }

  private double clip(double cost) {
    return Math.max(0, Math.min(costs.most(), cost));
  }
}
