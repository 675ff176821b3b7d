package dev.medley.learner.seats;

import dev.medley.learner.member.Member;
import dev.medley.learner.settings.MemberId;
import dev.medley.schemas.Control;
import dev.medley.schemas.MemberState;
import java.time.Instant;
import java.util.Optional;

/**
 * How a member fares, as any thread may see it.
 *
 * @param reason why it is in that state; empty where there is nothing to say
 * @param since when it came into that state
 * @param version of the newest checkpoint; 0 for none, or where it was never open
 */
record SeatView(
    MemberId id,
    MemberState state,
    String reason,
    Instant since,
    long version,
    long steps,
    long editsSeen) {
  static SeatView of(MemberId id) {
    return new SeatView(id, MemberState.WAITING, "it is being opened", Instant.now(), 0, 0, 0);
  }

  /** In a state, which it may have been in before. */
  SeatView in(MemberState next, String why) {
    boolean same = state == next && reason.equals(why);
    return new SeatView(id, next, why, same ? since : Instant.now(), version, steps, editsSeen);
  }

  /** As its member says, which is open. */
  SeatView of(Member member) {
    SeatView now =
        new SeatView(
            id, state, reason, since, member.version(), member.steps(), member.editsSeen());
    return member.isPaused()
        ? now.in(MemberState.PAUSED, "operators paused its task")
        : now.in(MemberState.RUNNING, slowed(member.model().rateFactor().value()));
  }

  private static String slowed(double factor) {
    return factor == 1
        ? ""
        : "it learns at %s of its rate, as its gate made it go back to its best".formatted(factor);
  }

  /** Whether operators ask for another try of what is refused. */
  boolean isAskedAgain(Optional<Control> asked) {
    return asked
        .map(control -> control.getRetries().get(id.name()))
        .filter(at -> at.isAfter(since))
        .isPresent();
  }
}
