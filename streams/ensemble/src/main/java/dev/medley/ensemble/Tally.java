package dev.medley.ensemble;

/**
 * What is known of an arm: N and C of Algorithm 1.
 *
 * @param plays responses whose edit cost is known
 * @param costSum sum of their edit costs, in words edited per word of the response
 */
public record Tally(long plays, double costSum) {
  public static final Tally UNPLAYED = new Tally(0, 0);

  public Tally {
    if (plays < 0) {
      throw new IllegalArgumentException("plays is " + plays + ": need 0 or more");
    }
    if (!(costSum >= 0) || Double.isInfinite(costSum)) {
      throw new IllegalArgumentException("costSum is " + costSum + ": need a finite sum from 0 on");
    }
    if (plays == 0 && costSum > 0) {
      throw new IllegalArgumentException("costSum is " + costSum + " without any play");
    }
  }

  /** This tally and one more play. */
  public Tally plus(double cost) {
    return new Tally(plays + 1, costSum + cost);
  }

  /** Mean edit cost; NaN where nothing was played. */
  public double meanCost() {
    return costSum / plays;
  }
}
