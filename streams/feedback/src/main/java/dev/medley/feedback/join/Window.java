package dev.medley.feedback.join;

import dev.medley.feedback.DeadLetter;
import dev.medley.feedback.Event;
import dev.medley.feedback.Known;
import dev.medley.feedback.Reason;
import java.io.Serializable;
import java.time.Duration;

/**
 * How far, in the events' own time, an edit and its generation may lie apart. Told by the log
 * alone, so what is known of a generation must outlive all that may still count: an edit is made at
 * most one window after it, and reaches Kafka at most one window later, for its reader refuses what
 * is later.
 */
record Window(Duration length) implements Serializable {

  /** Whether an edit lies too far from its generation; not one that carries it, or that waits. */
  boolean isLate(Event edit, Known known) {
    return !edit.inline
        && known.generation != null
        && Math.abs(edit.time - known.generation.time) > length.toMillis();
  }

  /** When nothing that belongs to the event, nor a second delivery of it, can count any more. */
  long closesAt(Event event) {
    return event.time + 2 * length.toMillis() + 1;
  }

  /**
   * Only a backstop: it runs on the clock, and a job that was down must not forget what it reads.
   */
  Duration timeToLive() {
    return length.multipliedBy(4).plusDays(7);
  }

  /** When all may be forgotten that is known of a generation and its edits. */
  long closesAt(Known known) {
    return known.generation == null
        ? known.closesAt
        : Math.max(closesAt(known.generation), known.closesAt);
  }

  DeadLetter late(Event edit, Event generation) {
    return edit.dead(
        Reason.LATE,
        "its time is %d ms from its generation's: at most the window of %s is taken"
            .formatted(edit.time - generation.time, length));
  }

  DeadLetter withoutGeneration(Event edit) {
    return edit.dead(
        Reason.NO_GENERATION,
        "no generation of this id came within %s of the edit".formatted(length));
  }
}
