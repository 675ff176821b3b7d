package dev.medley.learner.rounds;

import dev.medley.learner.settings.MemberId;

/** Another trainer has taken over this member; this one must not write any more. */
public final class FencedException extends RuntimeException {
  public FencedException(MemberId member, String self, String rival, Throwable cause) {
    super(
        "%s now belongs to trainer %s, so this one (%s) stops: run one trainer for each member"
            .formatted(member, rival, self),
        cause);
  }
}
