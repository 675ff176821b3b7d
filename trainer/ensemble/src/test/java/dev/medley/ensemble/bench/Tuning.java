package dev.medley.ensemble.bench;

import dev.medley.ensemble.AdaptiveBound;
import dev.medley.ensemble.LateEnsemble;
import java.util.List;
import java.util.SplittableRandom;

/** Tries settings of the default policy on random arms. */
final class Tuning {
  private static final int CELLS = 24;
  private static final double[] EXPLORATION = {0.1, 0.2, 0.3, 0.4};
  private static final double[] PRIOR_PLAYS = {1, 2, 3};
  private static final double[] THRESHOLDS = {6, 8, 10};
  private static final List<Scenario> SCENARIOS =
      List.of(Scenario.COLD, Scenario.WARM, Scenario.SWAPPED, Scenario.HEAVY, Scenario.DELAYED);

  private Tuning() {}

  /** Prints every setting's excess in every scenario, and the setting with the least sum. */
  static void run(double floor, int repetitions, long seed) {
    List<Cell> cells = Cell.random(CELLS, new SplittableRandom(seed));
    System.out.printf("%11s %11s %9s", "exploration", "priorPlays", "threshold");
    SCENARIOS.forEach(scenario -> System.out.printf(" %11s", scenario.name()));
    System.out.printf(" %11s%n", "sum");
    AdaptiveBound best = null;
    double least = Double.POSITIVE_INFINITY;
    for (double exploration : EXPLORATION) {
      for (double priorPlays : PRIOR_PLAYS) {
        for (double threshold : THRESHOLDS) {
          AdaptiveBound policy = new AdaptiveBound(exploration, priorPlays, threshold);
          double sum = score(new LateEnsemble(policy, 0, floor), policy, cells, repetitions, seed);
          if (sum < least) {
            least = sum;
            best = policy;
          }
        }
      }
    }
    System.out.println("least sum: " + best);
  }

  private static double score(
      LateEnsemble ensemble, AdaptiveBound policy, List<Cell> cells, int repetitions, long seed) {
    System.out.printf(
        "%11.2f %11.1f %9.1f", policy.exploration(), policy.priorPlays(), policy.changeThreshold());
    double sum = 0;
    for (Scenario scenario : SCENARIOS) {
      double excess = new Results(ensemble, scenario, cells, repetitions, seed).meanExcess();
      System.out.printf(" %11.4f", excess);
      sum += excess;
    }
    System.out.printf(" %11.4f%n", sum);
    return sum;
  }
}
