package dev.medley.ensemble.costs;

/**
 * Sums over plays whose times lie together.
 *
 * @param from time of its earliest play, in whatever whole unit its owner counts
 * @param to time of its latest play
 * @param plays responses whose edit cost is known
 * @param costSum sum of their edit costs, in words edited per word of the response
 * @param logSum sum of {@link #log(double)}
 * @param logSquareSum sum of its squares
 */
public record CostSpan(
    long from, long to, long plays, double costSum, double logSum, double logSquareSum) {
  /** A word in ten: keeps the logarithm of an untouched response finite. */
  private static final double LOG_OFFSET = 0.1;

  public CostSpan {
    if (to < from || plays < 1 || !(costSum >= 0) || Double.isInfinite(costSum)) {
      throw new IllegalArgumentException(
          "from %d to %d, %d plays, cost %s: need from <= to, a play, and a finite sum from 0 on"
              .formatted(from, to, plays, costSum));
    }
  }

  public static CostSpan of(long at, double cost) {
    double log = log(cost);
    return new CostSpan(at, at, 1, cost, log, log * log);
  }

  /**
   * Plays of which some cost 1, and the others nothing.
   *
   * @param times how many cost 1
   */
  public static CostSpan counted(long from, long to, long plays, long times) {
    double one = log(1);
    double none = log(0);
    return new CostSpan(
        from,
        to,
        plays,
        times,
        times * one + (plays - times) * none,
        times * one * one + (plays - times) * none * none);
  }

  /** The scale on which changes are looked for, so that a few large costs don't look like one. */
  public static double log(double cost) {
    return Math.log(LOG_OFFSET + cost);
  }

  public boolean holds(long at) {
    return from <= at && at <= to;
  }

  public CostSpan merge(CostSpan other) {
    return new CostSpan(
        Math.min(from, other.from),
        Math.max(to, other.to),
        plays + other.plays,
        costSum + other.costSum,
        logSum + other.logSum,
        logSquareSum + other.logSquareSum);
  }

  /** Needs two plays or more. */
  public CostSpan without(double cost) {
    double log = log(cost);
    return new CostSpan(
        from,
        to,
        plays - 1,
        Math.max(0, costSum - cost),
        logSum - log,
        Math.max(0, logSquareSum - log * log));
  }
}
