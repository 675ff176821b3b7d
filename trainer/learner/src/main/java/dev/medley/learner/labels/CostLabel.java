package dev.medley.learner.labels;

import static java.util.Objects.requireNonNull;

import dev.medley.lm.loss.Draft;

/**
 * A cost label as tokens.
 *
 * @param draft context x and response y
 * @param charge of y, in [0, 1]; 1 where the response was discarded
 * @param edited x and the edited text y'; null where the response was discarded
 */
public record CostLabel(Draft draft, double charge, Draft edited) {
  public CostLabel {
    requireNonNull(draft, "draft is null");
  }
}
