package dev.medley.ensemble;

import static java.util.Objects.requireNonNull;

/**
 * The arm that answers.
 *
 * @param arm a member's name, or {@link LateEnsemble#BASE}
 * @param propensity probability with which this arm was chosen, given the tallies of the moment; in
 *     (0, 1]
 */
public record Choice(String arm, double propensity) {
  public Choice {
    requireNonNull(arm, "arm is null");
    if (!(propensity > 0 && propensity <= 1)) {
      throw new IllegalArgumentException("propensity is " + propensity + ": need (0, 1]");
    }
  }
}
