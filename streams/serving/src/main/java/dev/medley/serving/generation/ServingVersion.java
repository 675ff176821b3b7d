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

  /** Mean edit cost that its publisher measured on held-out edits; NaN where it did not. */
  public double heldOutCost() {
    return checkpoint.getHeldOut().getOrDefault(HeldOutFigures.EDIT_COST, Double.NaN);
  }

  /**
   * The mean charge that its publisher measured on held-out edits, as a prior, or where that is not
   * there the mean cost, at most 1; none without either.
   */
  public Prior prior() {
    double charge = HeldOutFigures.charge(checkpoint.getHeldOut());
    double samples = checkpoint.getHeldOut().getOrDefault(HeldOutFigures.EDIT_SAMPLES, 0.0);
    boolean sound = charge >= 0 && charge <= 1 && samples > 0 && Double.isFinite(samples);
    return sound ? new Prior(charge, samples) : Prior.NONE;
  }
}
