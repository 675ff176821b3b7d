package dev.medley.learner.journal;

import dev.medley.learner.gate.Bests;
import dev.medley.learner.state.PublishedVersion;
import dev.medley.learner.state.SavedState;
import dev.medley.schemas.Loss;
import dev.medley.schemas.OffsetRange;
import dev.medley.schemas.Return;
import dev.medley.schemas.TrainerManifest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a member stands, but for weights and memory: what its actions came to, live and in a redo
 * alike.
 *
 * @param round that was committed last; 0 before the first
 * @param version of the newest checkpoint; 0 for none
 * @param published checkpoints that are still on Kafka, oldest first
 * @param rolledBack the answer to the newest roll back
 * @param lost records that retention removed before they were read
 * @param reproducible whether labels and journal give these weights
 * @param heldBackInARow how often nothing was published when the gate judged, up to now
 * @param judgedSteps optimiser steps when the gate last judged
 * @param bests the best versions so far, which are kept however old they are
 */
public record Standing(
    long round,
    long version,
    List<PublishedVersion> published,
    RolledBack rolledBack,
    List<OffsetRange> lost,
    boolean reproducible,
    int heldBackInARow,
    long judgedSteps,
    Bests bests) {
  /** A member's that has done nothing yet. */
  public static final Standing BEGIN =
      new Standing(0, 0, List.of(), RolledBack.NEVER, List.of(), true, 0, 0, Bests.BASE);

  /** As a state was written. */
  public static Standing of(SavedState saved) {
    TrainerManifest manifest = saved.manifest();
    return new Standing(
        manifest.getRound(),
        manifest.getVersion(),
        saved.state().published(),
        RolledBack.of(manifest),
        manifest.getLost(),
        manifest.getReproducible(),
        manifest.getHeldBackInARow(),
        saved.state().judgedSteps(),
        new Bests(manifest.getBestFirst(), manifest.getBestSecond()));
  }

  /** Once another round is committed. */
  public Standing nextRound() {
    return new Standing(
        round + 1,
        version,
        published,
        rolledBack,
        lost,
        reproducible,
        heldBackInARow,
        judgedSteps,
        bests);
  }

  /** Once the gate held back what so many steps gave. */
  public Standing heldBack(long steps, Bests chosen) {
    return new Standing(
        round,
        version,
        published,
        rolledBack,
        lost,
        reproducible,
        heldBackInARow + 1,
        steps,
        chosen);
  }

  /** Once what so many steps gave is a checkpoint. */
  public Standing published(PublishedVersion next, int kept, long steps, Bests chosen) {
    return new Standing(
        round,
        next.version(),
        next.after(published, kept, chosen::has),
        rolledBack,
        lost,
        reproducible,
        0,
        steps,
        chosen);
  }

  /** Once operators were answered, or the member went back by itself. */
  public Standing returned(Return answer) {
    boolean asked = answer.getRefusals() == 0;
    RolledBack answered =
        new RolledBack(
            asked ? Optional.of(answer.getAskedAt()) : rolledBack.askedAt(),
            answer.getDone() ? answer.getForgotten() : rolledBack.forgotten());
    return new Standing(
        round,
        version,
        published,
        answered,
        lost,
        reproducible,
        answer.getDone() ? 0 : heldBackInARow,
        judgedSteps,
        answer.getDone() ? bests.upTo(answer.getVersion()) : bests);
  }

  /** Once records are known to be lost. */
  public Standing without(Loss loss) {
    List<OffsetRange> all = Stream.concat(lost.stream(), loss.getLabels().stream()).toList();
    return new Standing(
        round,
        version,
        published,
        rolledBack,
        all,
        reproducible,
        heldBackInARow,
        judgedSteps,
        bests);
  }

  /** Once weights were accepted that labels and journal don't give. */
  public Standing diverged() {
    return new Standing(
        round, version, published, rolledBack, lost, false, heldBackInARow, judgedSteps, bests);
  }

  /** The checkpoints that were kept before, and are not any more. */
  public List<PublishedVersion> expiredSince(Standing before) {
    return before.published().stream().filter(found -> !published.contains(found)).toList();
  }
}
