package dev.medley.ensemble;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The late ensemble of Misra et al. 2025 (arXiv 2601.19055): the arm that a policy ranks first
 * answers, but for two shares. The base's holdout keeps the members' gain, or harm, measurable; the
 * floor gives every arm a propensity above zero, for off-policy estimates.
 *
 * <p>It keeps no state and may be shared by tasks and threads: what is known comes with each call.
 */
public final class LateEnsemble {
  /** The arm without an adapter. */
  public static final String BASE = "base";

  private final Policy policy;
  private final double holdout;
  private final double floor;

  /**
   * @param holdout share of the requests that the base answers, in [0, 1]; with 0 it is no arm
   *     beside members
   * @param floor share of the other requests whose arm is drawn evenly from all, in [0, 1]
   */
  public LateEnsemble(Policy policy, double holdout, double floor) {
    this.policy = requireNonNull(policy, "policy is null");
    this.holdout = share("holdout", holdout);
    this.floor = share("floor", floor);
  }

  private static double share(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(name + " is " + share + ": need a share in [0, 1]");
    }
    return share;
  }

  public Policy policy() {
    return policy;
  }

  public double holdout() {
    return holdout;
  }

  public double floor() {
    return floor;
  }

  /**
   * Chooses who answers. Among arms that the policy ranks the same, those with the fewest plays
   * that wait go first, so that a burst tries all of them; then the name that sorts first.
   *
   * @param arms all that can serve now; the base serves whether it is among them or not
   */
  public Choice choose(Map<String, ArmState> arms, RandomGenerator random) {
    Map<String, ArmState> competing = competing(arms);
    double drawn = random.nextDouble();
    if (competing.isEmpty()) {
      return new Choice(BASE, 1);
    }
    Map<String, Double> propensities = propensities(competing);
    double sum = 0;
    Choice choice = null;
    for (Map.Entry<String, Double> arm : propensities.entrySet()) {
      if (arm.getValue() > 0) {
        choice = new Choice(arm.getKey(), arm.getValue());
        sum += arm.getValue();
        if (drawn < sum) {
          break;
        }
      }
    }
    return choice;
  }

  private Map<String, ArmState> competing(Map<String, ArmState> arms) {
    Map<String, ArmState> competing = new TreeMap<>(arms);
    competing.remove(BASE);
    if (holdout > 0 && !competing.isEmpty()) {
      competing.put(BASE, arms.getOrDefault(BASE, ArmState.UNPLAYED));
    }
    return competing;
  }

  private Map<String, Double> propensities(Map<String, ArmState> arms) {
    Map<String, Double> ranks = policy.rank(arms);
    String best =
        arms.keySet().stream()
            .min(
                Comparator.comparingDouble((String arm) -> ranks.get(arm))
                    .thenComparingLong(arm -> arms.get(arm).waiting())
                    .thenComparing(Comparator.naturalOrder()))
            .orElseThrow();
    Map<String, Double> propensities = new TreeMap<>();
    for (String arm : arms.keySet()) {
      double chosen = floor / arms.size() + (arm.equals(best) ? 1 - floor : 0);
      double held = arm.equals(BASE) ? holdout : 0;
      propensities.put(arm, Math.min(1, held + (1 - holdout) * chosen));
    }
    return propensities;
  }
}
