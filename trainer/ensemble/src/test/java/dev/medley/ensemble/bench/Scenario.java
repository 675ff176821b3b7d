package dev.medley.ensemble.bench;

/**
 * A game's rules.
 *
 * @param rounds requests
 * @param warm whether each arm starts with the mean of 50 draws for the other type of user
 * @param mostDelay rounds until a cost is known are drawn from 1 to this; 0 for at once
 * @param swapAt round at which the best and the second arm change places; 0 for never
 */
record Scenario(String name, int rounds, boolean warm, int mostDelay, int swapAt, Costs costs) {
  private static final int ROUNDS = 200;

  static final Scenario COLD = new Scenario("cold", ROUNDS, false, 0, 0, Costs.NORMAL);
  static final Scenario WARM = new Scenario("warm", ROUNDS, true, 0, 0, Costs.NORMAL);
  static final Scenario DELAYED = new Scenario("delayed", ROUNDS, false, 50, 0, Costs.NORMAL);
  static final Scenario HEAVY = new Scenario("heavy tails", ROUNDS, false, 0, 0, Costs.HEAVY);

  /** Longer than the others, so that a slow recovery can be seen. */
  static final Scenario SWAPPED = new Scenario("swapped", 500, false, 0, 100, Costs.NORMAL);
}
