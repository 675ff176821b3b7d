package dev.medley.lab.protocol;

import dev.medley.schemas.checkpoints.HeldOutFigures;
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
    return heldOut.getOrDefault(HeldOutFigures.EDIT_COST, Double.NaN);
  }

  /** Nats a token of that text. */
  public double logLoss() {
    return heldOut.getOrDefault(HeldOutFigures.LOSS, Double.NaN);
  }
}
