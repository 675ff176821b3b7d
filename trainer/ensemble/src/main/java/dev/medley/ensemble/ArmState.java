package dev.medley.ensemble;

import static java.util.Objects.requireNonNull;

/**
 * All that a choice looks at in an arm.
 *
 * @param costs of the responses that carry one
 * @param responses all that were given, at the same times: 1 for one that its user cancelled, else
 *     0. Those without a cost count as plays for exploration, and in no mean
 * @param settled those that were answered, or not in time: 1 for one that says nothing, else 0
 * @param waiting plays that neither of both holds yet
 */
public record ArmState(
    CostHistory costs, CostHistory responses, CostHistory settled, long waiting, Prior prior) {
  public static final ArmState UNPLAYED =
      new ArmState(CostHistory.EMPTY, CostHistory.EMPTY, CostHistory.EMPTY, 0, Prior.NONE);

  public ArmState {
    requireNonNull(costs, "costs is null");
    requireNonNull(responses, "responses is null");
    requireNonNull(settled, "settled is null");
    requireNonNull(prior, "prior is null");
    if (waiting < 0) {
      throw new IllegalArgumentException("waiting is " + waiting + ": need 0 or more");
    }
  }

  public ArmState withCosts(CostHistory next) {
    return new ArmState(next, responses, settled, waiting, prior);
  }

  public ArmState withResponses(CostHistory next) {
    return new ArmState(costs, next, settled, waiting, prior);
  }

  public ArmState withSettled(CostHistory next) {
    return new ArmState(costs, responses, next, waiting, prior);
  }

  public ArmState withWaiting(long next) {
    return new ArmState(costs, responses, settled, next, prior);
  }

  public ArmState withPrior(Prior next) {
    return new ArmState(costs, responses, settled, waiting, next);
  }
}
