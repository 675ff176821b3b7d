package dev.medley.ensemble;

import static java.util.Objects.requireNonNull;

/**
 * All that a choice looks at in an arm.
 *
 * @param costs of the responses that carry one
 * @param responses all that were given, at the same times: 1 for one that its user cancelled, else
 *     0. Those without a cost count as plays for exploration, and in no mean
 * @param waiting plays that neither of both holds yet
 */
public record ArmState(CostHistory costs, CostHistory responses, long waiting, Prior prior) {
  public static final ArmState UNPLAYED =
      new ArmState(CostHistory.EMPTY, CostHistory.EMPTY, 0, Prior.NONE);

  public ArmState {
    requireNonNull(costs, "costs is null");
    requireNonNull(responses, "responses is null");
    requireNonNull(prior, "prior is null");
    if (waiting < 0) {
      throw new IllegalArgumentException("waiting is " + waiting + ": need 0 or more");
    }
  }

  public ArmState withCosts(CostHistory next) {
    return new ArmState(next, responses, waiting, prior);
  }

  public ArmState withResponses(CostHistory next) {
    return new ArmState(costs, next, waiting, prior);
  }

  public ArmState withWaiting(long next) {
    return new ArmState(costs, responses, next, prior);
  }

  public ArmState withPrior(Prior next) {
    return new ArmState(costs, responses, waiting, next);
  }
}
