package dev.medley.learner.labels;

import static java.util.Objects.requireNonNull;

import dev.medley.lm.loss.Draft;

/**
 * A cost label as tokens.
 *
 * @param identity tells labels apart, and decides which heads of the cost model learn from it
 * @param draft context x and response y
 * @param cost c(x, y); 1 where the response was discarded
 * @param edited x and the edited text y'; null where the response was discarded
 */
public record CostLabel(long identity, Draft draft, double cost, Draft edited) {
  public CostLabel {
    requireNonNull(draft, "draft is null");
  }
}
