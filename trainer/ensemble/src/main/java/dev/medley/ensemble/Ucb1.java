package dev.medley.ensemble;

import java.util.Map;
import java.util.TreeMap;

/**
 * Algorithm 1 of Misra et al. 2025 (arXiv 2601.19055): each arm once, then the least C/N − α·√(log
 * t / N).
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
    long t = arms.values().stream().mapToLong(arm -> arm.costs().plays()).sum();
    Map<String, Double> bounds = new TreeMap<>();
    arms.forEach((name, arm) -> bounds.put(name, bound(arm.costs(), t)));
    return bounds;
  }

  private double bound(CostHistory costs, long t) {
    long plays = costs.plays();
    return plays == 0
        ? Double.NEGATIVE_INFINITY
        : costs.meanCost() - alpha * Math.sqrt(Math.log((double) t) / plays);
  }
}
