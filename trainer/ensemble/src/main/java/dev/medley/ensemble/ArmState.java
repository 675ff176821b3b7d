package dev.medley.ensemble;

import static java.util.Objects.requireNonNull;

import dev.medley.ensemble.costs.CostHistory;
import java.util.List;

/**
 * All that a choice looks at in an arm.
 *
 * @param costs of the responses that carry one
 * @param responses all that were given, at the same times: 1 for one that its user cancelled, else
 *     0. Those without a cost count as plays for exploration, and in no mean
 * @param settled those that were answered, or not in time: 1 for one that says nothing, else 0
 * @param waiting plays that neither of both holds yet
 * @param versions the last ones that served, the newest last; none for an arm that never changes
 */
public record ArmState(
    CostHistory costs,
    CostHistory responses,
    CostHistory settled,
    long waiting,
    List<Version> versions) {
  public static final ArmState UNPLAYED =
      new ArmState(CostHistory.EMPTY, CostHistory.EMPTY, CostHistory.EMPTY, 0, List.of());

  public ArmState {
    requireNonNull(costs, "costs is null");
    requireNonNull(responses, "responses is null");
    requireNonNull(settled, "settled is null");
    versions = List.copyOf(versions);
    if (waiting < 0) {
      throw new IllegalArgumentException("waiting is " + waiting + ": need 0 or more");
    }
  }

  /** What the gate measured of the version that serves. */
  public Prior prior() {
    return versions.isEmpty() ? Prior.NONE : versions.get(versions.size() - 1).figure();
  }

  public ArmState withCosts(CostHistory next) {
    return new ArmState(next, responses, settled, waiting, versions);
  }

  public ArmState withResponses(CostHistory next) {
    return new ArmState(costs, next, settled, waiting, versions);
  }

  public ArmState withSettled(CostHistory next) {
    return new ArmState(costs, responses, next, waiting, versions);
  }

  public ArmState withWaiting(long next) {
    return new ArmState(costs, responses, settled, next, versions);
  }

  /** With one version, which served from the first play on. */
  public ArmState withPrior(Prior only) {
    return withVersions(List.of(new Version(Long.MIN_VALUE, only)));
  }

  public ArmState withVersions(List<Version> next) {
    return new ArmState(costs, responses, settled, waiting, next);
  }

  /** What of it lies at or after a moment. */
  ArmState since(long moment) {
    return new ArmState(
        costs.since(moment), responses.since(moment), settled.since(moment), waiting, versions);
  }
}
