package dev.medley.ensemble;

import dev.medley.ensemble.costs.CostSpan;
import dev.medley.ensemble.costs.Evidence;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * The default policy: a lower confidence bound whose width is learnt, not set. Costs vary in
 * proportion to their mean, so the bound is m / (1 + z·s/√N) with one relative spread s for all
 * arms, estimated as they are played, and z² = 2c·log⁺(t / KN), the exploration rate of MOSS
 * (Audibert and Bubeck 2009) with t in place of its horizon. N counts responses without a cost too,
 * so that a burst spreads and nobody's silence keeps an arm unplayed; the mean m is over costs
 * alone, and over what {@link Inferred} charges. A prior counts as a few plays; where users or
 * members change ({@link Segments}), what was learnt before is kept as half a play.
 *
 * @param exploration c, 0 or more
 * @param priorPlays most plays that a {@link Prior} is worth
 * @param changeThreshold nats by which a change must make the costs likelier to be believed
 */
public record AdaptiveBound(double exploration, double priorPlays, double changeThreshold)
    implements Policy {
  /** Chosen by {@code bench tune} on random arms, none of them the bench's. */
  public static final AdaptiveBound DEFAULT = new AdaptiveBound(0.4, 1, 8);

  /** What is kept of an arm's past after a change, in plays. */
  private static final double KEPT_PLAYS = 0.5;

  public AdaptiveBound {
    if (!(exploration >= 0 && priorPlays >= 0 && changeThreshold > 0)) {
      throw new IllegalArgumentException(
          "exploration is %s, priorPlays %s, changeThreshold %s: need 0 or more, and a threshold"
                  .formatted(exploration, priorPlays, changeThreshold)
              + " above 0");
    }
  }

  @Override
  public Map<String, Double> rank(Map<String, ArmState> arms) {
    Segments segments = Segments.of(arms, changeThreshold);
    Map<String, Heard> heard = Heard.of(arms, segments);
    Inferred now = Inferred.of(heard, changeThreshold);
    Inferred ever = segments.anyChange() ? Inferred.of(Heard.of(arms), changeThreshold) : now;
    Map<String, Double> means = new TreeMap<>();
    arms.forEach(
        (name, arm) -> {
          Evidence before = before(name, arm, segments, ever.walkedAway(name));
          means.put(name, before.plus(now(name, segments, now.walkedAway(name))).mean());
        });
    double usual = usual(means.values());
    double missing = Inferred.missing(means.values());
    Map<String, Arm> known = new TreeMap<>();
    arms.forEach(
        (name, arm) -> {
          Evidence before = before(name, arm, segments, ever.of(name, missing));
          Evidence after = now(name, segments, now.of(name, missing));
          double kept = arm.responses().plays() > 0 ? KEPT_PLAYS : 0;
          double past = segments.anyChange() ? Math.max(kept, before.plays()) : before.plays();
          double plays = Math.max((double) heard.get(name).given(), after.plays()) + past;
          known.put(name, new Arm(after.plus(before), plays + arm.waiting()));
        });
    double t = known.values().stream().mapToDouble(Arm::plays).sum();
    Map<String, Double> bounds = new TreeMap<>();
    known.forEach(
        (name, arm) -> {
          double mean = arm.costs().plays() > 0 ? arm.costs().mean() : usual;
          double rate = Math.log(Math.max(1, t / (arms.size() * arm.plays())));
          double width = Math.sqrt(2 * exploration * rate / arm.plays()) * segments.spread();
          bounds.put(name, arm.plays() > 0 ? mean / (1 + width) : Double.NEGATIVE_INFINITY);
        });
    return bounds;
  }

  /**
   * @param costs what is known of its cost
   * @param plays N
   */
  private record Arm(Evidence costs, double plays) {}

  @Override
  public Map<String, Double> walkouts(Map<String, ArmState> arms) {
    return inferred(arms).walkouts();
  }

  @Override
  public Map<String, Double> unanswered(Map<String, ArmState> arms) {
    return inferred(arms).unanswered();
  }

  private Inferred inferred(Map<String, ArmState> arms) {
    return Inferred.of(Heard.of(arms, Segments.of(arms, changeThreshold)), changeThreshold);
  }

  /** What is kept of the time before a change; and the prior. */
  private Evidence before(String name, ArmState arm, Segments segments, Evidence inferred) {
    Prior believed = arm.prior().atMost(segments.changed(name) ? 0 : priorPlays);
    Evidence before = Evidence.of(believed.plays(), believed.meanCost());
    if (!segments.anyChange()) {
      return before;
    }
    for (CostSpan block : segments.current(name)) {
      if (segments.stale(block)) {
        before = before.plus(new Evidence(block.plays(), block.costSum()));
      }
    }
    return before.plus(inferred).atMost(KEPT_PLAYS);
  }

  private static Evidence now(String name, Segments segments, Evidence inferred) {
    Evidence now = inferred;
    for (CostSpan block : segments.current(name)) {
      if (!segments.stale(block)) {
        now = now.plus(new Evidence(block.plays(), block.costSum()));
      }
    }
    return now;
  }

  /** What an arm of which nothing is known yet is taken to cost while its first plays wait. */
  private static double usual(Collection<Double> means) {
    return means.stream().filter(Double::isFinite).mapToDouble(mean -> mean).average().orElse(1);
  }
}
