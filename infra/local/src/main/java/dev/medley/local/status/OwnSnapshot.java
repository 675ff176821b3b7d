package dev.medley.local.status;

import dev.medley.local.status.Snapshot.Served;
import dev.medley.schemas.MemberState;
import dev.medley.schemas.MemberStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What matters, at one moment, to who sends edits of their own.
 *
 * @param edits that Kafka took since the start
 * @param labelled edits that became labels since the start; one edit makes one cost
 * @param members as the trainer said last
 * @param served what each task/arm serves now
 * @param quiet since an edit came last, or since the start
 */
record OwnSnapshot(
    Instant now,
    Duration running,
    long edits,
    long labelled,
    long deadLetters,
    List<MemberStatus> members,
    Map<String, Served> served,
    Duration quiet) {
  /** What a trainer said longer ago says nothing of now: it speaks every half minute. */
  private static final Duration WORD_HOLDS = Duration.ofMinutes(2);

  private static final Duration LAG_IS_OF_NOW = Duration.ofSeconds(5);

  OwnSnapshot {
    members = List.copyOf(members);
    served = Map.copyOf(served);
  }

  Duration since(Instant instant) {
    Duration since = Duration.between(instant, now);
    return since.isNegative() ? Duration.ZERO : since;
  }

  boolean heard(MemberStatus member) {
    return since(member.getAt()).compareTo(WORD_HOLDS) <= 0;
  }

  boolean lagHeard(MemberStatus member) {
    return heard(member) && since(member.getMeasuredAt()).compareTo(WORD_HOLDS) <= 0;
  }

  /** Edits that have neither a label nor a dead letter yet. */
  long unlabelled() {
    return Math.max(0, edits - labelled - deadLetters);
  }

  /** Whether a lag is of now; a trainer that has nothing new to say lets one stand longer. */
  boolean isOfNow(MemberStatus member) {
    return since(member.getMeasuredAt()).compareTo(LAG_IS_OF_NOW) <= 0;
  }

  boolean waits(MemberStatus member) {
    return member.getState() == MemberState.RUNNING
        && heard(member)
        && isOfNow(member)
        && member.getLag() > 0;
  }
}
