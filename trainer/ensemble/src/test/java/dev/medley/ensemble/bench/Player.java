package dev.medley.ensemble.bench;

import dev.medley.ensemble.ArmState;
import dev.medley.ensemble.LateEnsemble;
import dev.medley.ensemble.Policy;
import dev.medley.ensemble.Population;
import dev.medley.ensemble.costs.CostSpan;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Who chooses arms.
 *
 * @param name in the table
 * @param byUser whether it keeps each user's statistics apart
 */
record Player(String name, boolean byUser, Rule rule) {
  /** Chooses an arm in a round. */
  interface Rule {
    String choose(Map<String, ArmState> arms, Population above, int round, RandomGenerator random);
  }

  static Player of(String name, Policy policy, double floor, boolean byUser) {
    LateEnsemble ensemble = new LateEnsemble(policy, 0, floor);
    return new Player(
        name,
        byUser,
        (arms, above, round, random) -> ensemble.choose(arms, above, random.nextDouble()).arm());
  }

  /**
   * Thompson sampling on charges in [0, 1], by the normal approximation of the beta distribution.
   *
   * @param kept what of a play counts a round later; 1 for no discount
   */
  static Player thompson(String name, double kept) {
    return new Player(
        name,
        false,
        (arms, above, round, random) -> {
          Map<String, Double> drawn = new TreeMap<>();
          arms.forEach((arm, state) -> drawn.put(arm, draw(state, kept, round, random)));
          return drawn.entrySet().stream()
              .min(Map.Entry.comparingByValue())
              .map(Map.Entry::getKey)
              .orElseThrow();
        });
  }

  private static double draw(ArmState state, double kept, int round, RandomGenerator random) {
    double plays = 2;
    double sum = 1;
    for (CostSpan block : state.costs().blocks()) {
      double weight = Math.pow(kept, round - (block.from() + block.to()) / 2.0);
      plays += weight * block.plays();
      sum += weight * Math.min((double) block.plays(), block.costSum());
    }
    double mean = sum / plays;
    return mean + random.nextGaussian() * Math.sqrt(mean * (1 - mean) / (plays + 1));
  }
}
