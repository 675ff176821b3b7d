package dev.medley.ensemble;

import dev.medley.ensemble.costs.CostHistory;
import dev.medley.ensemble.costs.CostSpan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each arm's costs last changed. A generalised likelihood-ratio test for a shift of the mean
 * of log costs, at every border of two blocks, with one variance for all arms; the strongest shift
 * above the threshold is cut first, then the rest is looked at again. It sees a history as a whole,
 * so all nodes that share one agree, and a false alarm ends when more plays speak against it.
 */
final class Segments {
  /** Plays on both sides of a change: fewer may be chance. */
  private static final int LEAST_PLAYS = 5;

  /** What the spread of log costs is believed to be, and how many plays that is worth. */
  private static final double PRIOR_SPREAD = 0.45;

  private static final double PRIOR_PLAYS = 10;

  private final Map<String, Integer> starts = new HashMap<>();
  private final Map<String, ArmState> arms;
  private double squares;
  private double freedom;
  private long changedAt = Long.MIN_VALUE;

  private Segments(Map<String, ArmState> arms) {
    this.arms = arms;
  }

  /** A border in an arm's history, and how much likelier it makes the history, in nats. */
  private record Cut(String arm, int start, double gain) {}

  /**
   * @param threshold nats that a change must gain
   */
  static Segments of(Map<String, ArmState> arms, double threshold) {
    Segments segments = new Segments(arms);
    arms.keySet().forEach(arm -> segments.starts.put(arm, 0));
    segments.pool();
    Cut cut = segments.strongest();
    while (cut.gain() > threshold) {
      segments.starts.put(cut.arm(), cut.start());
      long at = arms.get(cut.arm()).costs().blocks().get(cut.start()).from();
      segments.changedAt = Math.max(segments.changedAt, at);
      segments.pool();
      cut = segments.strongest();
    }
    return segments;
  }

  /** An arm's blocks since its last change. */
  List<CostSpan> current(String arm) {
    List<CostSpan> blocks = arms.get(arm).costs().blocks();
    return blocks.subList(starts.get(arm), blocks.size());
  }

  /** What of an arm's history lies after its last change, and after any arm's. */
  List<CostSpan> since(String arm, CostHistory history) {
    long since = changed(arm) ? current(arm).get(0).from() : Long.MIN_VALUE;
    return history.blocks().stream().filter(block -> block.to() >= since && !stale(block)).toList();
  }

  /** Whether the arm itself changed. */
  boolean changed(String arm) {
    return starts.get(arm) > 0;
  }

  /** Whether any arm changed after this block: what it says may hold no more. */
  boolean stale(CostSpan block) {
    return block.to() < changedAt;
  }

  boolean anyChange() {
    return changedAt > Long.MIN_VALUE;
  }

  /** Standard deviation of log costs within the arms: about their coefficient of variation. */
  double spread() {
    return Math.sqrt(squares / freedom);
  }

  private void pool() {
    squares = PRIOR_PLAYS * PRIOR_SPREAD * PRIOR_SPREAD;
    freedom = PRIOR_PLAYS;
    for (String arm : arms.keySet()) {
      long plays = 0;
      double sum = 0;
      double square = 0;
      for (CostSpan block : current(arm)) {
        plays += block.plays();
        sum += block.logSum();
        square += block.logSquareSum();
      }
      if (plays > 1) {
        squares += Math.max(0, square - sum * sum / plays);
        freedom += plays - 1;
      }
    }
  }

  private Cut strongest() {
    Cut strongest = new Cut("", 0, 0);
    for (String arm : arms.keySet()) {
      List<CostSpan> blocks = current(arm);
      long plays = blocks.stream().mapToLong(CostSpan::plays).sum();
      double sum = blocks.stream().mapToDouble(CostSpan::logSum).sum();
      long before = 0;
      double sumBefore = 0;
      for (int i = 1; i < blocks.size(); i++) {
        before += blocks.get(i - 1).plays();
        sumBefore += blocks.get(i - 1).logSum();
        long after = plays - before;
        if (before >= LEAST_PLAYS && after >= LEAST_PLAYS) {
          double gain = gain(before, sumBefore, after, sum - sumBefore);
          if (gain > strongest.gain()) {
            strongest = new Cut(arm, starts.get(arm) + i, gain);
          }
        }
      }
    }
    return strongest;
  }

  private double gain(long before, double sumBefore, long after, double sumAfter) {
    double shift = sumBefore / before - sumAfter / after;
    double between = shift * shift * before * after / (before + after);
    // A shift widens the pooled spread, so it is taken out of it.
    double within = Math.max(squares - between, 0.01 * squares);
    return freedom / 2 * Math.log1p(between / within);
  }
}
