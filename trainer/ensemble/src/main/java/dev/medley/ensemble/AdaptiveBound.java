package dev.medley.ensemble;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The default policy: a lower confidence bound whose width is learnt, not set. Costs vary in
 * proportion to their mean, so the bound is m / (1 + z·s/√N) with one relative spread s for all
 * arms, estimated as they are played, and z² = 2c·log⁺(t / KN), the exploration rate of MOSS
 * (Audibert and Bubeck 2009) with t in place of its horizon. N counts responses without a cost too,
 * so that a burst spreads and nobody's silence keeps an arm unplayed; the mean m is over costs
 * alone, and over what {@link Walkouts} charges. A prior counts as a few plays; where users or
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

  /** Plays' worth of evidence and the cost it adds up to. */
  private record Evidence(double plays, double costSum) {
    Evidence plus(Evidence other) {
      return new Evidence(plays + other.plays, costSum + other.costSum);
    }

    double mean() {
      return costSum / plays;
    }

    Evidence atMost(double most) {
      return plays <= most ? this : new Evidence(most, mean() * most);
    }
  }

  /**
   * @param costs what is known of its cost
   * @param plays N
   */
  private record Arm(Evidence costs, double plays) {}

  @Override
  public Map<String, Double> rank(Map<String, ArmState> arms) {
    Segments segments = Segments.of(arms, changeThreshold);
    Map<String, List<CostSpan>> responses = responses(arms, segments);
    Map<String, Double> walkouts = Walkouts.charged(responses, changeThreshold);
    Map<String, Arm> known = new TreeMap<>();
    arms.forEach(
        (name, arm) -> {
          long given = responses.get(name).stream().mapToLong(CostSpan::plays).sum();
          known.put(name, arm(name, arm, segments, given, walkouts.get(name)));
        });
    double usual = usualMean(known.values());
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

  @Override
  public Map<String, Double> walkouts(Map<String, ArmState> arms) {
    Segments segments = Segments.of(arms, changeThreshold);
    return Walkouts.charged(responses(arms, segments), changeThreshold);
  }

  private static Map<String, List<CostSpan>> responses(
      Map<String, ArmState> arms, Segments segments) {
    Map<String, List<CostSpan>> responses = new TreeMap<>();
    arms.keySet().forEach(arm -> responses.put(arm, segments.currentResponses(arm)));
    return responses;
  }

  private Arm arm(String name, ArmState arm, Segments segments, long given, double walkouts) {
    Prior believed = arm.prior().atMost(segments.changed(name) ? 0 : priorPlays);
    Evidence before = new Evidence(believed.plays(), believed.meanCost() * believed.plays());
    Evidence now = new Evidence(walkouts, walkouts * Walkouts.COST);
    for (CostSpan block : segments.current(name)) {
      Evidence costs = new Evidence(block.plays(), block.costSum());
      if (segments.stale(block)) {
        before = before.plus(costs);
      } else {
        now = now.plus(costs);
      }
    }
    Evidence kept = segments.anyChange() ? before.atMost(KEPT_PLAYS) : before;
    double plays = Math.max((double) given, now.plays()) + kept.plays() + arm.waiting();
    return new Arm(now.plus(kept), plays);
  }

  /** What an arm of which nothing is known yet is taken to cost while its first plays wait. */
  private static double usualMean(Collection<Arm> arms) {
    return arms.stream()
        .map(Arm::costs)
        .filter(costs -> costs.plays() > 0)
        .mapToDouble(Evidence::mean)
        .average()
        .orElse(1);
  }
}
