package dev.medley.lab.theory.learners;

import dev.medley.lab.theory.world.CostClass;
import dev.medley.lab.theory.world.Distributions;
import dev.medley.lab.theory.world.Editor;
import dev.medley.lab.theory.world.World;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * What a learner's suboptimality comes to with n logged edits: floor + slope/n, up to terms in
 * 1/n². The slope is exact for the maximum likelihood estimate (or least squares), by its
 * asymptotic normality; it takes the place of the coverage coefficients in the paper's bounds.
 */
public record Rate(double floor, double slope) {
  public double at(double n) {
    return floor + slope / n;
  }

  /**
   * SFT learns q∘π_ref, not π*: floor β·KL(q∘π_ref‖π*). Since q∘π_ref is a mixture with γ_min parts
   * of π*, the floor is at most (1 − γ_min)·SubOpt(π_ref).
   */
  public static Rate sft(World world, Editor editor) {
    double[][] learnt = editor.after(world.reference());
    double free = (double) world.contexts() * (world.responses() - 1);
    return new Rate(world.subOptimality(learnt), world.beta() * free / 2);
  }

  /**
   * DPO with coefficient 1 and a balanced editor has no floor. Its slope is β/2·Σ_x tr(Cov_π*·F⁺),
   * F being what one edit tells of the log-ratios, Fisher's information: large where pairs that
   * link responses are rare.
   */
  public static Rate dpo(World world, Editor editor) {
    double slope = 0;
    for (int x = 0; x < world.contexts(); x++) {
      double[] optimum = world.optimum()[x];
      double[][] edits = new double[optimum.length][optimum.length];
      for (int y = 0; y < optimum.length; y++) {
        for (int to = 0; to < optimum.length; to++) {
          edits[y][to] = world.reference()[x][y] * editor.probability(x, y, to);
        }
      }
      TabularLoss loss = new TabularLoss(edits, world.reference()[x], 1, 1, 0, 0);
      RealMatrix information =
          MatrixUtils.createRealMatrix(loss.hessian(Distributions.log(optimum)))
              .scalarMultiply(loss.total(false))
              // Logits can all be shifted together: any curvature will do along that direction.
              .scalarAdd(1.0 / optimum.length);
      RealMatrix spread = covariance(optimum, identity(optimum.length));
      slope += world.beta() / 2 * spread.multiply(MatrixUtils.inverse(information)).getTrace();
    }
    return new Rate(0, slope);
  }

  /**
   * RL without pessimism whose class holds the true cost has no floor. Its slope is
   * tr(A⁻¹BA⁻¹·E_x[Cov_π*(φ)])/2β with A = E[φφᵀ] and B = E[Var(c)·φφᵀ] over the drafts: large
   * where π* needs features that drafts seldom have, or where there are many.
   */
  public static Rate rl(World world, Editor editor, CostClass costs) {
    int size = costs.size();
    RealMatrix seen = MatrixUtils.createRealMatrix(size, size);
    RealMatrix noise = MatrixUtils.createRealMatrix(size, size);
    RealMatrix needed = MatrixUtils.createRealMatrix(size, size);
    for (int x = 0; x < world.contexts(); x++) {
      for (int y = 0; y < world.responses(); y++) {
        double share = world.reference()[x][y] / world.contexts();
        double stays = editor.probability(x, y, y);
        double variance = Math.pow(world.cost()[x][y], 2) * stays / (1 - stays);
        RealMatrix phi = MatrixUtils.createColumnRealMatrix(costs.features()[x][y]);
        RealMatrix square = phi.multiplyTransposed(phi);
        seen = seen.add(square.scalarMultiply(share));
        noise = noise.add(square.scalarMultiply(share * variance));
      }
      RealMatrix spread = covariance(world.optimum()[x], costs.features()[x]);
      needed = needed.add(spread.scalarMultiply(1.0 / world.contexts()));
    }
    RealMatrix inverse = MatrixUtils.inverse(seen);
    RealMatrix error = inverse.multiply(noise).multiply(inverse);
    return new Rate(0, error.multiply(needed).getTrace() / (2 * world.beta()));
  }

  /** Cov_p of the rows of values. */
  private static RealMatrix covariance(double[] p, double[][] values) {
    RealMatrix rows = MatrixUtils.createRealMatrix(values);
    RealMatrix mean = rows.preMultiply(MatrixUtils.createRowRealMatrix(p));
    return rows.transposeMultiply(MatrixUtils.createRealDiagonalMatrix(p).multiply(rows))
        .subtract(mean.transposeMultiply(mean));
  }

  private static double[][] identity(int size) {
    return MatrixUtils.createRealIdentityMatrix(size).getData();
  }
}
