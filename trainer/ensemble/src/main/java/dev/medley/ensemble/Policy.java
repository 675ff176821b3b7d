package dev.medley.ensemble;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** Ranks arms by what is known of them; keeps no state of its own. */
public sealed interface Policy permits Ucb1, AdaptiveBound, Thompson {
  /**
   * With what probability each arm should answer; they add up to 1. All of it for the arm that
   * ranks first where a policy does not say otherwise. Among arms that rank the same, those with
   * the fewest plays that wait go first, so that a burst tries all of them; then the name that
   * sorts first.
   *
   * @param arms one or more
   * @param above what is known of others like these arms' owner
   */
  default Map<String, Double> chances(Map<String, ArmState> arms, Population above) {
    Map<String, Double> ranks = rank(arms);
    String best =
        arms.keySet().stream()
            .min(
                Comparator.comparingDouble((String arm) -> ranks.get(arm))
                    .thenComparingLong(arm -> arms.get(arm).waiting())
                    .thenComparing(Comparator.naturalOrder()))
            .orElseThrow();
    Map<String, Double> chances = new TreeMap<>();
    arms.keySet().forEach(arm -> chances.put(arm, arm.equals(best) ? 1.0 : 0.0));
    return chances;
  }

  /**
   * A figure for each arm; the least is the best.
   *
   * @return in units of edit cost; negative infinity for an arm that must be tried first
   */
  Map<String, Double> rank(Map<String, ArmState> arms);

  /**
   * How many of each arm's cancelled responses it charges: those that its share of them lies above
   * the others' for sure; not whole numbers.
   */
  Map<String, Double> walkouts(Map<String, ArmState> arms);

  /**
   * How many of each arm's responses it charges as people did not answer them: those that its share
   * of them lies above the others' for sure; not whole numbers.
   */
  Map<String, Double> unanswered(Map<String, ArmState> arms);
}
