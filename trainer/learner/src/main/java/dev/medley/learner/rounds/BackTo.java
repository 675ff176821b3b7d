package dev.medley.learner.rounds;

import dev.medley.learner.state.RateFactor;
import dev.medley.schemas.RollBack;
import java.time.Instant;

/**
 * Which checkpoint a member is to go back to, and why.
 *
 * @param version 0 for the base
 * @param askedAt when it was asked for
 * @param refusals how often in a row the gate had refused; 0 where operators ask
 * @param rateFactor of its learning rate from then on
 */
public record BackTo(long version, Instant askedAt, int refusals, RateFactor rateFactor) {
  /** As operators ask: it learns at its full rate again. */
  public static BackTo of(RollBack asked) {
    return new BackTo(asked.getVersion(), asked.getAskedAt(), 0, RateFactor.FULL);
  }
}
