package dev.medley.ensemble;

/**
 * Plays' worth of evidence and the cost it adds up to.
 *
 * @param plays 0 or more; not a whole number
 */
record Evidence(double plays, double costSum) {
  /** Plays that cost the same. */
  static Evidence of(double plays, double cost) {
    return new Evidence(plays, plays * cost);
  }

  Evidence plus(Evidence other) {
    return new Evidence(plays + other.plays, costSum + other.costSum);
  }

  /** NaN where there is none. */
  double mean() {
    return costSum / plays;
  }

  Evidence atMost(double most) {
    return plays <= most ? this : of(most, mean());
  }
}
