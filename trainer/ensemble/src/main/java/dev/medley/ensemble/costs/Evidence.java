package dev.medley.ensemble.costs;

/**
 * Plays' worth of evidence and the cost it adds up to.
 *
 * @param plays 0 or more; not a whole number
 */
public record Evidence(double plays, double costSum) {
  /** Plays that cost the same. */
  public static Evidence of(double plays, double cost) {
    return new Evidence(plays, plays * cost);
  }

  public Evidence plus(Evidence other) {
    return new Evidence(plays + other.plays, costSum + other.costSum);
  }

  /** NaN where there is none. */
  public double mean() {
    return costSum / plays;
  }

  public Evidence atMost(double most) {
    return plays <= most ? this : of(most, mean());
  }
}
