package dev.medley.lab.theory.learners;

import dev.medley.lab.theory.world.Distributions;
import java.util.Arrays;

/**
 * The losses of SFT (Eq. 3), DPO (Eq. 4) and EARLY (Eq. 7) for one context, as functions of the
 * logits of a tabular softmax policy: preference × the mean over pairs of −log σ(b·[h(y') − h(y)])
 * + supervision × the mean over edits of −log π(y'), h being log π/π_ref. Both are convex.
 *
 * @param edits how often y became y', as {@code edits[y][y']}
 * @param reference π_ref(y)
 * @param coefficient b, DPO's own
 * @param preference weight of the DPO loss; 0 for SFT
 * @param supervision weight of the SFT loss: 0 for DPO, λ for EARLY
 * @param ridge half of it times |h|² is added, so that logits stay finite where no pair speaks
 *     against a response
 */
@SuppressWarnings("ArrayRecordComponent")
record TabularLoss(
    double[][] edits,
    double[] reference,
    double coefficient,
    double preference,
    double supervision,
    double ridge) {

  double value(double[] logits) {
    double[] ratio = ratios(logits);
    double[] log = Distributions.log(Distributions.softmax(logits));
    double all = total(true);
    double pairs = total(false);
    double value = 0;
    for (int y = 0; y < logits.length; y++) {
      for (int to = 0; to < logits.length; to++) {
        if (y != to && edits[y][to] > 0) {
          double margin = coefficient * (ratio[to] - ratio[y]);
          value += preference * edits[y][to] / pairs * softplus(-margin);
        }
        value -= edits[y][to] > 0 ? supervision * edits[y][to] / all * log[to] : 0;
      }
      value += ridge / 2 * ratio[y] * ratio[y];
    }
    return value;
  }

  double[] gradient(double[] logits) {
    double[] ratio = ratios(logits);
    double[] policy = Distributions.softmax(logits);
    double all = total(true);
    double pairs = total(false);
    double[] gradient = new double[logits.length];
    for (int y = 0; y < logits.length; y++) {
      for (int to = 0; to < logits.length; to++) {
        if (y != to && edits[y][to] > 0) {
          double margin = coefficient * (ratio[to] - ratio[y]);
          double pull = preference * edits[y][to] / pairs * coefficient * sigmoid(-margin);
          gradient[to] -= pull;
          gradient[y] += pull;
        }
        gradient[to] -= all > 0 ? supervision * edits[y][to] / all : 0;
      }
      gradient[y] += (all > 0 ? supervision * policy[y] : 0) + ridge * ratio[y];
    }
    return gradient;
  }

  /** Second derivatives; for DPO alone and without ridge, the Fisher information of a pair. */
  double[][] hessian(double[] logits) {
    double[] ratio = ratios(logits);
    double[] policy = Distributions.softmax(logits);
    double weight = total(true) > 0 ? supervision : 0;
    double pairs = total(false);
    double[][] hessian = new double[logits.length][logits.length];
    for (int y = 0; y < logits.length; y++) {
      for (int to = 0; to < logits.length; to++) {
        hessian[y][to] -= weight * policy[y] * policy[to];
        if (y != to && edits[y][to] > 0) {
          double margin = coefficient * (ratio[to] - ratio[y]);
          double slope = coefficient * coefficient * sigmoid(margin) * sigmoid(-margin);
          double curvature = preference * edits[y][to] / pairs * slope;
          hessian[y][y] += curvature;
          hessian[to][to] += curvature;
          hessian[y][to] -= curvature;
          hessian[to][y] -= curvature;
        }
      }
      hessian[y][y] += weight * policy[y] + ridge;
    }
    return hessian;
  }

  /** Edits counted, with or without the drafts that were left alone. */
  double total(boolean untouched) {
    double sum = 0;
    for (int y = 0; y < edits.length; y++) {
      sum += Arrays.stream(edits[y]).sum() - (untouched ? 0 : edits[y][y]);
    }
    return sum;
  }

  /** log π/π_ref up to a constant, which neither loss sees. */
  private double[] ratios(double[] logits) {
    double[] ratios = logits.clone();
    for (int y = 0; y < ratios.length; y++) {
      ratios[y] -= Math.log(reference[y]);
    }
    return ratios;
  }

  private static double softplus(double z) {
    return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
  }

  private static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }
}
