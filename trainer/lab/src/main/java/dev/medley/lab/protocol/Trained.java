package dev.medley.lab.protocol;

import java.util.Map;

/**
 * A member that has learnt.
 *
 * @param heldOut the gate's figures
 * @param steps optimiser steps
 */
public record Trained(Map<String, Double> heldOut, long steps) {
  /** On held-out edits: from its response to the text that the log's user made of the base's. */
  public double editCost() {
    return heldOut.getOrDefault("eval_edit_cost", Double.NaN);
  }

  /** Nats a token of that text. */
  public double logLoss() {
    return heldOut.getOrDefault("eval_loss", Double.NaN);
  }
}
