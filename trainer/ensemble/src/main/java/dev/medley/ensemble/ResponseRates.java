package dev.medley.ensemble;

import java.util.Collection;

/**
 * Silence is censored feedback: where people answer one arm's responses less often than another's,
 * the arms' mean costs can't be compared as they are.
 */
public final class ResponseRates {
  /** A difference that is large enough to mislead, whatever its significance. */
  private static final double LEAST_DIFFERENCE = 0.05;

  /** Quantile of the normal distribution for a chance of one in a thousand. */
  private static final double QUANTILE = 3.0902;

  private ResponseRates() {}

  /**
   * Responses of an arm.
   *
   * @param settled those that were answered, or silent for as long as an answer is waited for
   * @param answered those of them that people edited, accepted or discarded
   */
  public record Rate(long settled, long answered) {
    public Rate {
      if (answered < 0 || answered > settled) {
        throw new IllegalArgumentException(
            "answered is %d of %d: need 0 to all".formatted(answered, settled));
      }
    }

    /** Share of the settled that were answered; NaN where none was settled. */
    public double share() {
      return answered / (double) settled;
    }
  }

  /**
   * Whether the arms' rates differ by five points or more and, by Pearson's χ² test of homogeneity,
   * not by chance (1 in 1,000).
   */
  public static boolean differ(Collection<Rate> rates) {
    double settled = 0;
    double answered = 0;
    double least = 1;
    double most = 0;
    int arms = 0;
    for (Rate rate : rates) {
      if (rate.settled() > 0) {
        arms++;
        settled += rate.settled();
        answered += rate.answered();
        least = Math.min(least, rate.share());
        most = Math.max(most, rate.share());
      }
    }
    if (arms < 2 || most - least < LEAST_DIFFERENCE) {
      return false;
    }
    double share = answered / settled;
    double statistic = 0;
    for (Rate rate : rates) {
      if (rate.settled() > 0) {
        double difference = rate.share() - share;
        statistic += rate.settled() * difference * difference / (share * (1 - share));
      }
    }
    return statistic > critical(arms - 1);
  }

  /** The χ² distribution's quantile, by Wilson and Hilferty's cube. */
  private static double critical(int freedom) {
    double ninth = 2.0 / (9 * freedom);
    return freedom * Math.pow(1 - ninth + QUANTILE * Math.sqrt(ninth), 3);
  }
}
