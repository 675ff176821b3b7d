package dev.medley.serving.generation;

import static java.util.Objects.requireNonNull;

import dev.medley.ensemble.Prior;
import dev.medley.ensemble.Version;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.checkpoints.HeldOutFigures;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What answers for a member now: what is loaded or, where nothing is, what a request would load.
 *
 * @param others of the same member that are on this node's disk, it among them or not
 */
public record ServingVersion(Checkpoint checkpoint, List<Checkpoint> others) {

  public ServingVersion {
    requireNonNull(checkpoint, "checkpoint is null");
    others = List.copyOf(others);
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
    return prior(checkpoint);
  }

  /** This version and those that this node has of before it, the newest last. */
  public List<Version> versions() {
    return Stream.concat(
            others.stream()
                .filter(other -> other.getCreatedAt().isBefore(checkpoint.getCreatedAt())),
            Stream.of(checkpoint))
        .sorted(Comparator.comparing(Checkpoint::getCreatedAt))
        .map(one -> new Version(one.getCreatedAt().toEpochMilli(), prior(one)))
        .toList();
  }

  private static Prior prior(Checkpoint checkpoint) {
    double charge = HeldOutFigures.charge(checkpoint.getHeldOut());
    double samples = checkpoint.getHeldOut().getOrDefault(HeldOutFigures.EDIT_SAMPLES, 0.0);
    boolean sound = charge >= 0 && charge <= 1 && samples > 0 && Double.isFinite(samples);
    return sound ? new Prior(charge, samples) : Prior.NONE;
  }
}
