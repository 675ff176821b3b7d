package dev.medley.lab.theory.learners;

import dev.medley.lab.theory.world.Distributions;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/** Newton's method with step halving, for losses that are strictly convex. */
final class Newton {
  private static final int MAX_STEPS = 200;
  private static final double TOLERANCE = 1e-11;

  /** Added to the curvature, which vanishes along the logits' common shift. */
  private static final double DAMPING = 1e-12;

  private Newton() {}

  /** The logits at which the loss is least, from a start. */
  static double[] minimise(TabularLoss loss, double[] start) {
    double[] logits = start.clone();
    double value = loss.value(logits);
    for (int step = 0; step < MAX_STEPS; step++) {
      double[] gradient = loss.gradient(logits);
      double[] direction = solve(loss.hessian(logits), gradient);
      double slope = Distributions.mean(gradient, direction);
      if (slope < TOLERANCE * TOLERANCE) {
        return logits;
      }
      double length = 1;
      double[] next = moved(logits, direction, length);
      while (!(loss.value(next) <= value - 1e-4 * length * slope) && length > 1e-9) {
        length /= 2;
        next = moved(logits, direction, length);
      }
      double reached = loss.value(next);
      if (!(reached < value)) {
        return logits;
      }
      logits = next;
      value = reached;
    }
    return logits;
  }

  private static double[] solve(double[][] hessian, double[] gradient) {
    RealMatrix curvature = MatrixUtils.createRealMatrix(hessian);
    for (int i = 0; i < gradient.length; i++) {
      curvature.addToEntry(i, i, DAMPING);
    }
    return new CholeskyDecomposition(curvature, 1e-8, 0)
        .getSolver()
        .solve(new ArrayRealVector(gradient, false))
        .toArray();
  }

  private static double[] moved(double[] from, double[] direction, double length) {
    double[] to = from.clone();
    for (int i = 0; i < to.length; i++) {
      to[i] -= length * direction[i];
    }
    return to;
  }
}
