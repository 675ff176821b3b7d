package dev.medley.ensemble;

import java.util.Comparator;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Algorithm 1 of Misra et al. 2025 (arXiv 2601.19055), the late ensemble: plays each member once,
 * then the one with the least C/N − α·√(log t / N). Beside it the base answers a fixed share of the
 * requests, so that the members' gain, or harm, stays measurable.
 *
 * <p>It keeps no state and may be shared by tasks and threads: the tallies come with each call.
 */
public final class LateEnsemble {
  /** The arm without an adapter. */
  public static final String BASE = "base";

  private final double alpha;
  private final double baseHoldout;

  /**
   * @param alpha weight of exploration, 0 or more, in units of edit cost
   * @param baseHoldout share of the requests that the base answers, in [0, 1]
   */
  public LateEnsemble(double alpha, double baseHoldout) {
    if (!(alpha >= 0) || Double.isInfinite(alpha)) {
      throw new IllegalArgumentException("alpha is " + alpha + ": need a finite value from 0 on");
    }
    if (!(baseHoldout >= 0 && baseHoldout <= 1)) {
      throw new IllegalArgumentException("baseHoldout is " + baseHoldout + ": need [0, 1]");
    }
    this.alpha = alpha;
    this.baseHoldout = baseHoldout;
  }

  public double alpha() {
    return alpha;
  }

  public double baseHoldout() {
    return baseHoldout;
  }

  /** {@link #choose(Map, Map, RandomGenerator)} where no play awaits its cost. */
  public Choice choose(Map<String, Tally> arms, RandomGenerator random) {
    return choose(arms, Map.of(), random);
  }

  /**
   * Chooses who answers: the base with probability {@code baseHoldout} (1 without members), else
   * the best member. Unplayed members go first, those with the fewest plays in flight before
   * others, so that a burst of requests tries them all before any cost is known; all ties fall to
   * the name that sorts first.
   *
   * @param arms every member that can serve now, without the base, and its tally
   * @param inFlight plays whose cost is not known yet; 0 for an arm that is absent
   * @throws IllegalArgumentException where a member is named {@link #BASE}
   */
  public Choice choose(
      Map<String, Tally> arms, Map<String, Long> inFlight, RandomGenerator random) {
    if (arms.containsKey(BASE)) {
      throw new IllegalArgumentException(
          "A member is named " + BASE + ", the name of the arm without an adapter: rename it");
    }
    if (arms.isEmpty()) {
      return new Choice(BASE, 1);
    }
    // Drawn whatever the holdout is, so that a seed gives the same stream for every setting.
    if (random.nextDouble() < baseHoldout) {
      return new Choice(BASE, baseHoldout);
    }
    return new Choice(best(arms, inFlight), 1 - baseHoldout);
  }

  /**
   * The lower bound that Algorithm 1 minimises, C/N − α·√(log t / N).
   *
   * @param t plays of all members
   * @return in units of edit cost; negative infinity for an arm without plays
   */
  public double bound(Tally tally, long t) {
    if (tally.plays() == 0) {
      return Double.NEGATIVE_INFINITY;
    }
    return tally.meanCost()
        - alpha * Math.sqrt(Math.log(Math.max(1.0, (double) t)) / tally.plays());
  }

  private String best(Map<String, Tally> arms, Map<String, Long> inFlight) {
    long t = arms.values().stream().mapToLong(Tally::plays).sum();
    return arms.keySet().stream()
        .min(
            Comparator.comparingDouble((String arm) -> bound(arms.get(arm), t))
                .thenComparingLong(arm -> waiting(arm, arms, inFlight))
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  private static long waiting(String arm, Map<String, Tally> arms, Map<String, Long> inFlight) {
    return arms.get(arm).plays() == 0 ? inFlight.getOrDefault(arm, 0L) : 0;
  }
}
