package dev.medley.ensemble.bench;

import dev.medley.ensemble.LateEnsemble;
import java.util.ArrayList;
import java.util.List;

/** What an ensemble paid in a scenario, cell by cell. */
final class Results {
  private static final int WINDOW = 20;
  private static final double RECOVERED = 0.1;

  private final Scenario scenario;
  private final List<Game.Totals> cells = new ArrayList<>();

  Results(LateEnsemble ensemble, Scenario scenario, List<Cell> cells, int repetitions, long seed) {
    this.scenario = scenario;
    for (Cell cell : cells) {
      this.cells.add(Game.play(ensemble, scenario, cell, repetitions, seed));
    }
  }

  /** A cell's whole cost over the best arm's, as a share of it. */
  double excess(int cell) {
    return cells.get(cell).excess(0, scenario.rounds());
  }

  double meanExcess() {
    return meanExcess(0, scenario.rounds());
  }

  double worstExcess() {
    return cells.stream()
        .mapToDouble(totals -> totals.excess(0, scenario.rounds()))
        .max()
        .orElseThrow();
  }

  private double meanExcess(int from, int to) {
    return cells.stream().mapToDouble(totals -> totals.excess(from, to)).average().orElseThrow();
  }

  /** Mean excess of the {@value #WINDOW} rounds up to each round. */
  double[] curve() {
    double[] curve = new double[scenario.rounds()];
    for (int round = 0; round < curve.length; round++) {
      curve[round] = meanExcess(Math.max(0, round + 1 - WINDOW), round + 1);
    }
    return curve;
  }

  /**
   * Rounds after the swap until {@value #WINDOW} rounds in a row cost, in the mean of the cells, at
   * most a tenth more than the arm that is best now; all rounds where they never do.
   */
  int roundsToRecover() {
    for (int end = scenario.swapAt() + WINDOW; end <= scenario.rounds(); end++) {
      if (meanExcess(end - WINDOW, end) <= RECOVERED) {
        return end - scenario.swapAt();
      }
    }
    return scenario.rounds() - scenario.swapAt();
  }
}
