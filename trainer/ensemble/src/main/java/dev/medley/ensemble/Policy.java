package dev.medley.ensemble;

import java.util.Map;

/** Ranks arms by what is known of them; keeps no state of its own. */
public sealed interface Policy permits Ucb1, AdaptiveBound {
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
