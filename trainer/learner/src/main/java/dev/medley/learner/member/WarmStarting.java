package dev.medley.learner.member;

import dev.medley.learner.journal.Standing;
import dev.medley.learner.model.MemberModel;
import dev.medley.learner.rounds.EarlierWeights;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.schemas.WarmStart;
import java.time.Instant;
import java.util.Optional;

/** Gives a new member another task's weights, before it learns anything. */
final class WarmStarting {
  private final EarlierWeights earlier;
  private final MemberFigures figures;
  private Optional<String> from;

  WarmStarting(
      MemberSetup setup, EarlierWeights earlier, Standing committed, MemberFigures figures) {
    this.earlier = earlier;
    this.figures = figures;
    this.from = setup.startFrom().filter(task -> committed.equals(Standing.BEGIN));
  }

  /** Whether it has yet to begin. */
  boolean isOwed() {
    return from.isPresent();
  }

  /** Takes the weights over and commits that, once; where they can't be had, the base's stay. */
  void begin(MemberModel model, MemberRounds rounds) {
    if (from.isEmpty()) {
      return;
    }
    String task = from.get();
    Optional<WarmStart> start = earlier.startFrom(task);
    try (LoraAdapter weights = start.flatMap(earlier::other).orElse(null)) {
      from = Optional.empty();
      if (weights == null) {
        figures.startsFromBase(task, "it has no checkpoint");
        return;
      }
      model.rollBack(weights, 0, Instant.EPOCH);
    } catch (RefusedStateException e) {
      from = Optional.empty();
      figures.startsFromBase(task, e.getMessage());
      return;
    }
    rounds.startedFrom(start.orElseThrow());
    rounds.commit();
    figures.startedFrom(start.orElseThrow());
  }
}
