package dev.medley.ensemble.costs;

import java.util.List;

/**
 * Where an arm's costs last changed: a generalised likelihood-ratio test for a shift of the mean of
 * log costs, at every border of two blocks. The strongest shift above the threshold is cut first,
 * then what came after it is looked at again. It sees a history as a whole, so all nodes that share
 * one agree, and a false alarm ends when more plays speak against it.
 */
public final class Changes {
  /** Plays on both sides of a change: fewer may be chance. */
  private static final int LEAST_PLAYS = 8;

  /** What is looked at so often that chance must be held off further; and how far, in nats. */
  private static final double FEW = 100;

  private static final double SLOPE = 2;

  /** What the spread of log costs is believed to be, and how many plays that is worth. */
  private static final double PRIOR_VARIANCE = 0.2;

  private static final double PRIOR_PLAYS = 10;

  private Changes() {}

  /**
   * The blocks since the last change.
   *
   * @param threshold nats that a change must gain
   */
  public static List<CostSpan> since(List<CostSpan> blocks, double threshold) {
    List<CostSpan> left = blocks;
    int cut = strongest(left, threshold);
    while (cut > 0) {
      left = left.subList(cut, left.size());
      cut = strongest(left, threshold);
    }
    return left;
  }

  /** The border at which a change is likeliest; 0 where none is likely enough. */
  private static int strongest(List<CostSpan> blocks, double threshold) {
    double plays = 0;
    double sum = 0;
    double squares = 0;
    for (CostSpan block : blocks) {
      plays += block.plays();
      sum += block.logSum();
      squares += block.logSquareSum();
    }
    double all = PRIOR_PLAYS * PRIOR_VARIANCE + Math.max(0, squares - sum * sum / plays);
    double freedom = PRIOR_PLAYS + plays - 1;
    double before = 0;
    double sumBefore = 0;
    double most = threshold + SLOPE * Math.log(Math.max(1, plays / FEW));
    int cut = 0;
    for (int i = 1; i < blocks.size(); i++) {
      before += blocks.get(i - 1).plays();
      sumBefore += blocks.get(i - 1).logSum();
      double after = plays - before;
      if (before >= LEAST_PLAYS && after >= LEAST_PLAYS) {
        double shift = sumBefore / before - (sum - sumBefore) / after;
        double between = shift * shift * before * after / plays;
        // A shift widens the spread, so it is taken out of it.
        double within = Math.max(all - between, 0.01 * all);
        double gain = freedom / 2 * Math.log1p(between / within);
        if (gain > most) {
          most = gain;
          cut = i;
        }
      }
    }
    return cut;
  }
}
