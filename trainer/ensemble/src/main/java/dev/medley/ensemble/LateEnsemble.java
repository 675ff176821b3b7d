package dev.medley.ensemble;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The late ensemble of Misra et al. 2025 (arXiv 2601.19055): an arm answers with the probability
 * that a policy gives it, but for two shares. The base's holdout keeps the members' gain, or harm,
 * measurable; the floor gives every arm a propensity above zero, for off-policy estimates.
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

  /** Chooses who answers, where nothing is known of others. */
  public Choice choose(Map<String, ArmState> arms, RandomGenerator random) {
    return choose(arms, Population.NONE, random.nextDouble());
  }

  /**
   * Chooses who answers: one draw from the {@link #propensities}.
   *
   * @param arms all that can serve now; the base serves whether it is among them or not
   * @param above what is known of others like these arms' owner
   * @param drawn evenly from [0, 1)
   */
  public Choice choose(Map<String, ArmState> arms, Population above, double drawn) {
    Map<String, Double> propensities = propensities(arms, above);
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

  /** With what probability each arm answers; they add up to 1. */
  public Map<String, Double> propensities(Map<String, ArmState> arms, Population above) {
    Map<String, ArmState> competing = competing(arms);
    if (competing.isEmpty()) {
      return Map.of(BASE, 1.0);
    }
    Map<String, Double> propensities = new TreeMap<>();
    policy
        .chances(competing, above)
        .forEach(
            (arm, chance) -> {
              double chosen = floor / competing.size() + (1 - floor) * chance;
              double held = arm.equals(BASE) ? holdout : 0;
              propensities.put(arm, Math.min(1, held + (1 - holdout) * chosen));
            });
    return propensities;
  }
}
