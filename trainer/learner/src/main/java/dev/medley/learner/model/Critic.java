package dev.medley.learner.model;

import dev.medley.learner.labels.CostLabel;
import java.util.List;
import java.util.Map;

/** What a policy's samples are taken to be charged, and what labels teach about that. */
interface Critic {
  /**
   * Learns from labels.
   *
   * @return metrics, by name
   */
  Map<String, Double> learn(List<CostLabel> labels);

  /** Whether it knows what samples to this label's context are charged. */
  boolean knows(CostLabel label);

  /**
   * The charge of each sample, in [0, 1].
   *
   * @param labels to whose contexts samples were drawn, as many to each
   */
  double[] charges(List<CostLabel> labels, Rollouts samples);

  /** The numbers that it goes on from, by name. */
  Map<String, double[]> state();
}
