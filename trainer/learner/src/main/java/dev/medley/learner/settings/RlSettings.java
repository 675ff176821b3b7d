package dev.medley.learner.settings;

import static java.util.Objects.requireNonNull;

/**
 * How members learn that take policy steps.
 *
 * @param objective the RL member's: policy steps against a cost model, or the pairwise loss
 * @param beta Eq. 1's coefficient of the KL divergence
 * @param pessimism κ: f̄ is what the cost model expects plus κ standard errors
 * @param samples K, the responses drawn for each context of a policy step
 * @param maxCompletionLength most tokens of such a response
 * @param assumeEditedFree whether the cost model also learns that y' costs 0, which nobody observed
 */
public record RlSettings(
    RlObjective objective,
    double beta,
    double pessimism,
    int samples,
    int maxCompletionLength,
    boolean assumeEditedFree) {
  public RlSettings {
    requireNonNull(objective, "objective is null");
    if (!(beta > 0) || !(pessimism >= 0) || samples < 2 || maxCompletionLength < 1) {
      throw new IllegalArgumentException(
          ("RL beta %s, pessimism %s, samples %d, completion length %d: need above 0, at least 0,"
                  + " 2 and 1")
              .formatted(beta, pessimism, samples, maxCompletionLength));
    }
  }
}
