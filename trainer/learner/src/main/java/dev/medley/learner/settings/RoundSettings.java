package dev.medley.learner.settings;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * When a member commits, what it publishes and what it passes over.
 *
 * @param roundInterval longest time from one commit to the next while there are labels
 * @param roundLabels labels after which a round ends early
 * @param publishInterval shortest time between two checkpoints
 * @param publishSteps optimiser steps between two checkpoints, whatever the clock says, so that
 *     they are a function of the log; 0 to go by the clock
 * @param keptCheckpoints newest checkpoints that stay; older ones get tombstones
 * @param gate which checkpoints are held back
 * @param staleness which labels are too old
 * @param skipNorm global gradient norm, before clipping, above which a micro-batch is skipped
 */
public record RoundSettings(
    Duration roundInterval,
    int roundLabels,
    Duration publishInterval,
    long publishSteps,
    int keptCheckpoints,
    GateSettings gate,
    Staleness staleness,
    double skipNorm) {
  public RoundSettings {
    requireNonNull(roundInterval, "roundInterval is null");
    requireNonNull(publishInterval, "publishInterval is null");
    requireNonNull(gate, "gate is null");
    requireNonNull(staleness, "staleness is null");
    if (roundLabels < 1 || publishSteps < 0 || keptCheckpoints < 1 || !(skipNorm > 0)) {
      throw new IllegalArgumentException(
          "round labels %d, publish steps %d, kept %d, skip norm %s: need at least 1, 0, 1, above 0"
              .formatted(roundLabels, publishSteps, keptCheckpoints, skipNorm));
    }
  }

  /** With other settings of what weights depend on. */
  public RoundSettings with(GateSettings gate, Staleness staleness, double skipNorm) {
    return new RoundSettings(
        roundInterval,
        roundLabels,
        publishInterval,
        publishSteps,
        keptCheckpoints,
        gate,
        staleness,
        skipNorm);
  }
}
