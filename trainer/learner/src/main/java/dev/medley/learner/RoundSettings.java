package dev.medley.learner;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * When a member commits and what it publishes.
 *
 * @param roundInterval longest time from one commit to the next while there are labels
 * @param roundLabels labels after which a round ends early
 * @param publishInterval shortest time between two checkpoints
 * @param heldOutOneIn one generation in so many is never trained on
 * @param heldOutEvaluated newest held-out labels that the gate looks at
 * @param tolerance nats a token by which a checkpoint's held-out loss may exceed the base's
 * @param keptCheckpoints newest checkpoints that stay; older ones get tombstones
 */
public record RoundSettings(
    Duration roundInterval,
    int roundLabels,
    Duration publishInterval,
    int heldOutOneIn,
    int heldOutEvaluated,
    double tolerance,
    int keptCheckpoints) {
  public RoundSettings {
    requireNonNull(roundInterval, "roundInterval is null");
    requireNonNull(publishInterval, "publishInterval is null");
    if (roundLabels < 1 || heldOutOneIn < 2 || heldOutEvaluated < 1 || keptCheckpoints < 1) {
      throw new IllegalArgumentException(
          "round labels %d, held out one in %d, evaluated %d, kept %d: need at least 1, 2, 1 and 1"
              .formatted(roundLabels, heldOutOneIn, heldOutEvaluated, keptCheckpoints));
    }
  }

  /** One generation in twenty held out, 20 checkpoints kept, rounds of at most 16 micro-batches. */
  static RoundSettings of(Duration roundInterval, Duration publishInterval, int batch) {
    return new RoundSettings(roundInterval, 16 * batch, publishInterval, 20, 32, 1.0, 20);
  }
}
