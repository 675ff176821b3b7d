package dev.medley.ensemble;

/**
 * What is believed of an arm before its users have said anything.
 *
 * @param meanCost edit cost, in words edited per word of the response
 * @param plays how many plays the belief is worth, so that a misleading one is outgrown; 0 for none
 */
public record Prior(double meanCost, double plays) {
  public static final Prior NONE = new Prior(0, 0);

  public Prior {
    if (!(meanCost >= 0 && plays >= 0) || Double.isInfinite(meanCost + plays)) {
      throw new IllegalArgumentException(
          "meanCost is %s, plays %s: need finite values from 0 on".formatted(meanCost, plays));
    }
  }

  /** This prior, worth at most so many plays. */
  Prior atMost(double most) {
    return plays <= most ? this : new Prior(meanCost, most);
  }
}
