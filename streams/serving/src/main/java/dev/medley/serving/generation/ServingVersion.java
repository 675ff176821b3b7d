package dev.medley.serving.generation;

import static java.util.Objects.requireNonNull;

import dev.medley.ensemble.Prior;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.checkpoints.HeldOutFigures;

/**
 * What answers for a member now: what is loaded or, where nothing is, what a request would load.
 */
public record ServingVersion(Checkpoint checkpoint) {
  public ServingVersion {
    requireNonNull(checkpoint, "checkpoint is null");
  }

  public long version() {
    return checkpoint.getVersion();
  }

  /** What its publisher measured on held-out edits, as a prior; none where it did not. */
  public Prior prior() {
    double cost = checkpoint.getHeldOut().getOrDefault(HeldOutFigures.EDIT_COST, Double.NaN);
    double samples = checkpoint.getHeldOut().getOrDefault(HeldOutFigures.EDIT_SAMPLES, 0.0);
    boolean sound = cost >= 0 && samples > 0 && Double.isFinite(cost + samples);
    return sound ? new Prior(cost, samples) : Prior.NONE;
  }
}
