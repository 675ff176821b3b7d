package dev.medley.lab.theory.learners;

import dev.medley.lab.theory.world.CostClass;
import dev.medley.lab.theory.world.Distributions;
import dev.medley.lab.theory.world.EditLog;
import java.util.Arrays;

/**
 * Makes a policy from a log of edits; it knows π_ref, and never the costs of what was not logged.
 */
public sealed interface Learner {
  /** π(y|x), from the log alone. */
  double[][] learn(EditLog log);

  /** Imitates the edited texts (Eq. 3): their frequencies, and π_ref where nothing was logged. */
  @SuppressWarnings("ArrayRecordComponent")
  record Sft(double[][] reference) implements Learner {
    @Override
    public double[][] learn(EditLog log) {
      double[][] policy = new double[reference.length][];
      for (int x = 0; x < policy.length; x++) {
        double[] edited = log.edited(x);
        boolean seen = Arrays.stream(edited).sum() > 0;
        policy[x] = seen ? Distributions.normalise(edited) : reference[x];
      }
      return policy;
    }
  }

  /**
   * Prefers the edited text to the draft (Eq. 4).
   *
   * @param coefficient of the log-ratios; 1 is what Assumption 1 wants
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Dpo(double[][] reference, double coefficient) implements Learner {
    @Override
    public double[][] learn(EditLog log) {
      return minimise(log, reference, coefficient, 0);
    }
  }

  /** Both at once (Eq. 7), SFT's loss weighted by λ. */
  @SuppressWarnings("ArrayRecordComponent")
  record Early(double[][] reference, double coefficient, double lambda) implements Learner {
    @Override
    public double[][] learn(EditLog log) {
      return minimise(log, reference, coefficient, lambda);
    }
  }

  /**
   * Fits the cost (Eq. 5) and minimises it, or the largest that the data allow, against the KL
   * divergence (Eq. 6).
   *
   * @param costs the class that the cost model comes from
   * @param beta Eq. 1's
   * @param pessimistic whether the largest cost of the confidence set is taken, not the fitted one
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Rl(double[][] reference, CostClass costs, double beta, boolean pessimistic)
      implements Learner {
    @Override
    public double[][] learn(EditLog log) {
      CostModel model = CostModel.fit(costs, log);
      double[][] policy = new double[reference.length][];
      for (int x = 0; x < policy.length; x++) {
        double[] cost = new double[reference[x].length];
        for (int y = 0; y < cost.length; y++) {
          cost[y] = pessimistic ? model.largest(x, y) : model.fitted(x, y);
        }
        policy[x] = Distributions.tilt(reference[x], cost, beta);
      }
      return policy;
    }
  }

  /** Of |h|²/2, beside mean losses: only pairs that never contradict each other feel it. */
  double RIDGE = 1e-7;

  private static double[][] minimise(
      EditLog log, double[][] reference, double coefficient, double lambda) {
    double[][] policy = new double[reference.length][];
    for (int x = 0; x < policy.length; x++) {
      TabularLoss loss =
          new TabularLoss(log.counts()[x], reference[x], coefficient, 1, lambda, RIDGE);
      policy[x] = Distributions.softmax(Newton.minimise(loss, Distributions.log(reference[x])));
    }
    return policy;
  }
}
