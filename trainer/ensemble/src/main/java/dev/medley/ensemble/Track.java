package dev.medley.ensemble;

import dev.medley.ensemble.costs.CostSpan;
import dev.medley.ensemble.costs.Evidence;
import java.util.List;

/**
 * What is known of an arm by its own plays, as it is now: those since it last changed, those before
 * a new version or before another arm changed for a part of what they were.
 *
 * @param kind under which others may know it
 * @param expected logarithm of the mean charge that its gate, or nobody, makes believe
 * @param plays what its own plays are worth
 * @param ratio their mean charge over the expected one; 0 where there is none
 * @param spread variance of one charge over the squared mean
 * @param doubt variance of the expected logarithm, as a gate judged few
 * @param forgotten mean charge of the plays before it changed; NaN where it did not
 */
record Track(
    Kind kind,
    double expected,
    double plays,
    double ratio,
    double spread,
    double doubt,
    double forgotten) {
  /** Variance of the log of a mean charge that a play brings: users and prompts drift. */
  private static final double DRIFT = 0.0002;

  /** The same for a new version. */
  private static final double VERSION = 0.01;

  /** The same where another arm changed: users may have. */
  private static final double OTHERS = 0.25;

  /** Offset of {@link CostSpan#log}, and the least mean that it is weighed against. */
  private static final double OFFSET = 0.1;

  private static final double LEAST_MEAN = 0.02;
  private static final double LEAST_SPREAD = 0.01;
  private static final double MOST_SPREAD = 8;

  /**
   * An arm as others know it.
   *
   * @param judged whether a gate's figure says what to expect of it
   */
  record Kind(String arm, boolean judged) implements Comparable<Kind> {
    @Override
    public int compareTo(Kind other) {
      int byName = arm.compareTo(other.arm);
      return byName != 0 ? byName : Boolean.compare(judged, other.judged);
    }
  }

  /**
   * Follows an arm.
   *
   * @param since the blocks since it last changed
   * @param changedAt when any arm last changed
   * @param inferred charges that no play carries
   * @param logVariance of the logs of its costs
   */
  static Track of(
      String name,
      ArmState arm,
      List<CostSpan> since,
      long changedAt,
      Evidence inferred,
      double logVariance) {
    Evidence known = sum(since);
    double spread = spread(logVariance, known.plays() > 0 ? known.mean() : 1);
    Versions versions = new Versions(arm.versions());
    Evidence all = new Evidence(0, 0);
    int version = -1;
    boolean stale = false;
    for (CostSpan block : since) {
      int next = versions.at(block.from() + (block.to() - block.from()) / 2);
      all = faded(all, (next - version) * VERSION, spread);
      version = next;
      if (stale && block.to() >= changedAt) {
        all = faded(all, OTHERS, spread);
      }
      stale = block.to() < changedAt;
      Evidence own =
          new Evidence((double) block.plays(), block.costSum() * versions.ratio(version));
      all = faded(all, block.plays() * DRIFT, spread).plus(own.atMost(Math.sqrt(spread / DRIFT)));
    }
    all = faded(all, (versions.newest() - version) * VERSION + (stale ? OTHERS : 0), spread);
    all = all.plus(inferred);
    double ratio = all.plays() > 0 ? all.mean() / Math.exp(versions.expected()) : 0;
    List<CostSpan> whole = arm.costs().blocks();
    double forgotten = sum(whole.subList(0, whole.size() - since.size())).mean();
    double judged = arm.prior().plays();
    double doubt = judged > 0 ? spread / judged : 0;
    Kind kind = new Kind(name, arm.prior().plays() > 0);
    return new Track(kind, versions.expected(), all.plays(), ratio, spread, doubt, forgotten);
  }

  private static Evidence sum(List<CostSpan> blocks) {
    return new Evidence(
        blocks.stream().mapToDouble(CostSpan::plays).sum(),
        blocks.stream().mapToDouble(CostSpan::costSum).sum());
  }

  /** What plays are worth once the mean that they speak of has moved. */
  private static Evidence faded(Evidence evidence, double variance, double spread) {
    return evidence.plays() > 0
        ? evidence.atMost(1 / (1 / evidence.plays() + variance / spread))
        : evidence;
  }

  /** Of charges whose logs vary so much, were their offset logs normal. */
  private static double spread(double logVariance, double mean) {
    double scale = 1 + OFFSET / Math.max(mean, LEAST_MEAN);
    double spread = scale * scale * Math.expm1(logVariance);
    return Math.min(MOST_SPREAD, Math.max(LEAST_SPREAD, spread));
  }
}
