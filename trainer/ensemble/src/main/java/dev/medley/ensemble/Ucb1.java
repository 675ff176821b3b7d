package dev.medley.ensemble;

import dev.medley.ensemble.costs.Evidence;
import java.util.Map;
import java.util.TreeMap;

/**
 * Algorithm 1 of Misra et al. 2025 (arXiv 2601.19055): each arm once, then the least C/N − α·√(log
 * t / N). The paper knows every play's cost; here the mean is over those that have one, with what
 * {@link Inferred} charges, and N counts the others too.
 *
 * @param alpha weight of exploration, 0 or more, in units of edit cost
 */
public record Ucb1(double alpha) implements Policy {
  public Ucb1 {
    if (!(alpha >= 0) || Double.isInfinite(alpha)) {
      throw new IllegalArgumentException("alpha is " + alpha + ": need a finite value from 0 on");
    }
  }

  @Override
  public Map<String, Double> rank(Map<String, ArmState> arms) {
    Inferred inferred = inferred(arms);
    Map<String, Double> said = new TreeMap<>();
    arms.forEach((name, arm) -> said.put(name, mean(arm, inferred.walkedAway(name))));
    double missing = Inferred.missing(said.values());
    double usual =
        said.values().stream()
            .mapToDouble(mean -> mean)
            .filter(Double::isFinite)
            .average()
            .orElse(1);
    long t = arms.values().stream().mapToLong(Ucb1::plays).sum();
    Map<String, Double> bounds = new TreeMap<>();
    arms.forEach(
        (name, arm) -> {
          double mean = mean(arm, inferred.of(name, missing));
          long plays = plays(arm);
          double width = alpha * Math.sqrt(Math.log((double) t) / plays);
          bounds.put(
              name,
              plays == 0
                  ? Double.NEGATIVE_INFINITY
                  : (Double.isFinite(mean) ? mean : usual) - width);
        });
    return bounds;
  }

  @Override
  public Map<String, Double> walkouts(Map<String, ArmState> arms) {
    return inferred(arms).walkouts();
  }

  @Override
  public Map<String, Double> unanswered(Map<String, ArmState> arms) {
    return inferred(arms).unanswered();
  }

  private static Inferred inferred(Map<String, ArmState> arms) {
    return Inferred.of(Heard.of(arms), Double.POSITIVE_INFINITY);
  }

  private static long plays(ArmState arm) {
    return Math.max(arm.costs().plays(), arm.responses().plays());
  }

  /** NaN where no cost is known. */
  private static double mean(ArmState arm, Evidence inferred) {
    return inferred.plus(new Evidence(arm.costs().plays(), arm.costs().costSum())).mean();
  }
}
