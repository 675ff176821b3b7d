package dev.medley.ensemble;

import static java.util.Objects.requireNonNull;

/**
 * All that a choice looks at in an arm.
 *
 * @param costs of the plays that were answered
 * @param waiting plays that were not answered yet and still may be
 */
public record ArmState(CostHistory costs, long waiting, Prior prior) {
  public static final ArmState UNPLAYED = new ArmState(CostHistory.EMPTY, 0, Prior.NONE);

  public ArmState {
    requireNonNull(costs, "costs is null");
    requireNonNull(prior, "prior is null");
    if (waiting < 0) {
      throw new IllegalArgumentException("waiting is " + waiting + ": need 0 or more");
    }
  }

  public ArmState withCosts(CostHistory next) {
    return new ArmState(next, waiting, prior);
  }

  public ArmState withWaiting(long next) {
    return new ArmState(costs, next, prior);
  }

  public ArmState withPrior(Prior next) {
    return new ArmState(costs, waiting, next);
  }
}
