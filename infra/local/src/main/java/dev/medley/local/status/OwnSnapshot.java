package dev.medley.local.status;

import dev.medley.local.status.Snapshot.Served;
import dev.medley.schemas.MemberState;
import dev.medley.schemas.MemberStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What matters, at one moment, to who sends edits of their own.
 *
 * @param edited generations of whom Kafka took an edit since the start
 * @param labelled those of whom an edit became a label since the start
 * @param refused those of whom an edit became a dead letter since the start
 * @param members as the trainer said last
 * @param served what each task/arm serves now
 * @param quiet since an edit came last, or since the start
 */
record OwnSnapshot(
    Instant now,
    Duration running,
    Set<String> edited,
    Set<String> labelled,
    Set<String> refused,
    long deadLetters,
    List<MemberStatus> members,
    Map<String, Served> served,
    Duration quiet) {
  /** What a trainer said longer ago says nothing of now: it speaks every half minute. */
  private static final Duration WORD_HOLDS = Duration.ofMinutes(2);

  private static final Duration LAG_IS_OF_NOW = Duration.ofSeconds(5);

  private static final Pattern MADE_HERE = Pattern.compile("chatcmpl-[0-9a-f]{32}-(.+)");

  OwnSnapshot {
    edited = Set.copyOf(edited);
    labelled = Set.copyOf(labelled);
    refused = Set.copyOf(refused);
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

  /** Edited generations that have neither a label nor a dead letter yet. */
  long unlabelled() {
    return edited.stream().filter(id -> !labelled.contains(id) && !refused.contains(id)).count();
  }

  /**
   * Tasks of labelled generations that nobody learns here; they are part of a generation's name.
   */
  Set<String> notLearnt(List<String> learnt) {
    return labelled.stream()
        .flatMap(id -> task(id).stream())
        .filter(task -> !learnt.contains(task))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether there is a label that is learnt, or may be as its generation was made elsewhere. */
  boolean hasLabelsOf(List<String> learnt) {
    return labelled.stream().anyMatch(id -> task(id).map(learnt::contains).orElse(true));
  }

  private static Optional<String> task(String id) {
    Matcher matcher = MADE_HERE.matcher(id);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
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
