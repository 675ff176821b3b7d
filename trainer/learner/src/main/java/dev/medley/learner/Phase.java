package dev.medley.learner;

import dev.medley.learner.labels.ContextHash;
import dev.medley.learner.rounds.Round;
import java.util.Map;

/** What a member does with labels and weights. */
sealed interface Phase {
  /** Takes labels. */
  record Learning() implements Phase {}

  /**
   * Takes none, as operators asked.
   *
   * @param before what it goes on with
   */
  record Paused(Phase before) implements Phase {}

  /**
   * Ends a round with a checkpoint, as the gate let the weights through or operators want them;
   * lasts until that is committed.
   *
   * @param version the checkpoint's
   * @param responses the checkpoint's to held-out contexts
   */
  record Publishing(long version, Round.Publication checkpoint, Map<ContextHash, String> responses)
      implements Phase {}

  /**
   * Takes labels, though the weights were held back the last times they were to be published: by
   * the gate, or as no node would take their checkpoint.
   */
  record Refused(int inARow) implements Phase {}

  /** Once operators asked for a pause, or for none. */
  default Phase paused(boolean pause) {
    if (this instanceof Paused paused) {
      return pause ? this : paused.before();
    }
    return pause ? new Paused(this) : this;
  }

  /** Once a round that ended so is committed: a pause outlasts it, a checkpoint does not. */
  default Phase after(Phase ending) {
    Phase next = ending instanceof Publishing ? new Learning() : ending.paused(false);
    return next.paused(this instanceof Paused);
  }

  /** How often in a row the weights were held back, up to now. */
  default int refusedInARow() {
    if (this instanceof Paused paused) {
      return paused.before().refusedInARow();
    }
    return this instanceof Refused refused ? refused.inARow() : 0;
  }
}
