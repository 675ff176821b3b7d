package dev.medley.ensemble;

import java.util.Map;
import java.util.TreeMap;

/**
 * The default policy: a lower confidence bound whose width is learnt, not set. Costs vary in
 * proportion to their mean, so the bound is m / (1 + z·s/√N) with one relative spread s for all
 * arms, estimated as they are played, and z² = 2c·log⁺(t / KN), the exploration rate of MOSS
 * (Audibert and Bubeck 2009) with t in place of its horizon. N counts plays that wait for their
 * cost too, so that a burst spreads; a prior counts as a few plays; where users or members change
 * ({@link Segments}), what was learnt before is kept as half a play.
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
    static final Evidence NONE = new Evidence(0, 0);

    Evidence plus(Evidence other) {
      return new Evidence(plays + other.plays, costSum + other.costSum);
    }

    Evidence atMost(double most) {
      return plays <= most ? this : new Evidence(most, costSum / plays * most);
    }
  }

  @Override
  public Map<String, Double> rank(Map<String, ArmState> arms) {
    Segments segments = Segments.of(arms, changeThreshold);
    Map<String, Evidence> evidence = new TreeMap<>();
    arms.forEach((name, arm) -> evidence.put(name, evidence(name, arm, segments)));
    double known = knownMean(evidence);
    double t =
        evidence.values().stream().mapToDouble(Evidence::plays).sum()
            + arms.values().stream().mapToLong(ArmState::waiting).sum();
    Map<String, Double> bounds = new TreeMap<>();
    evidence.forEach(
        (name, found) -> {
          double plays = found.plays() + arms.get(name).waiting();
          double mean = found.plays() > 0 ? found.costSum() / found.plays() : known;
          double rate = Math.log(Math.max(1, t / (arms.size() * plays)));
          double width = Math.sqrt(2 * exploration * rate / plays) * segments.spread();
          bounds.put(name, plays > 0 ? mean / (1 + width) : Double.NEGATIVE_INFINITY);
        });
    return bounds;
  }

  private Evidence evidence(String name, ArmState arm, Segments segments) {
    Prior believed = arm.prior().atMost(segments.changed(name) ? 0 : priorPlays);
    Evidence before = new Evidence(believed.plays(), believed.meanCost() * believed.plays());
    Evidence now = Evidence.NONE;
    for (CostSpan block : segments.current(name)) {
      Evidence costs = new Evidence(block.plays(), block.costSum());
      if (segments.stale(block)) {
        before = before.plus(costs);
      } else {
        now = now.plus(costs);
      }
    }
    return now.plus(segments.anyChange() ? before.atMost(KEPT_PLAYS) : before);
  }

  /** What an arm of which nothing is known yet is taken to cost while its first plays wait. */
  private static double knownMean(Map<String, Evidence> evidence) {
    return evidence.values().stream()
        .filter(found -> found.plays() > 0)
        .mapToDouble(found -> found.costSum() / found.plays())
        .average()
        .orElse(1);
  }
}
