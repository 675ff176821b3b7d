package dev.medley.feedback;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * What is known of one generation and its edits. It is all of a key's state, for each look at the
 * state costs more than what it holds. A Flink POJO, as the first savepoints hold it.
 */
public class Known {
  private static final int NONE = -1;

  /** As it was logged; null where it has not come. */
  public Event generation;

  /** Every revision that came, and what its content hashes to. */
  public int[] revisions = {};

  public long[] contents = {};

  /**
   * Revisions that may still be labelled: all where the generation is missing, else the highest.
   */
  public Event[] waiting = {};

  /** The highest revision that was labelled. */
  public int labelled = NONE;

  /** When the last of those may be forgotten that the generation's own time does not bound. */
  public long closesAt = Long.MIN_VALUE;

  /** When the quiet time ends, in event time; 0 where nothing settles. */
  public long settlesAt;

  /** The watermark when the quiet time began: a stream that moved it is not silent. */
  public long settlesSince;

  /** When the quiet time ends by the clock, if the stream is silent. */
  public long settlesOnClock;

  /** Second texts of a revision that were refused. */
  public int conflicts;

  public Known() {}

  /** As little as what changes it does not change in place. */
  Known copy() {
    Known copy = new Known();
    copy.generation = generation;
    copy.revisions = revisions;
    copy.contents = contents;
    copy.waiting = waiting.clone();
    copy.labelled = labelled;
    copy.closesAt = closesAt;
    copy.settlesAt = settlesAt;
    copy.settlesSince = settlesSince;
    copy.settlesOnClock = settlesOnClock;
    copy.conflicts = conflicts;
    return copy;
  }

  public boolean has(Event edit) {
    return find(edit.revision) >= 0;
  }

  /** Whether this is a second delivery of a revision that {@link #has} come. */
  public boolean hasContentOf(Event edit) {
    return contents[find(edit.revision)] == edit.content;
  }

  /**
   * The edit under its own revision; where it has none, under the next in the log's order, or under
   * the newest's where it says the same.
   */
  public Event numbered(Event edit) {
    if (edit.revision != Event.UNNUMBERED) {
      return edit;
    }
    int newest = NONE;
    for (int i = 0; i < revisions.length; i++) {
      newest = newest == NONE || revisions[i] > revisions[newest] ? i : newest;
    }
    if (newest == NONE) {
      return edit.as(0);
    }
    // After the last number there is none: its second text is then a conflict.
    boolean isNewest = contents[newest] == edit.content || revisions[newest] == Integer.MAX_VALUE;
    return edit.as(isNewest ? revisions[newest] : revisions[newest] + 1);
  }

  private int find(int revision) {
    for (int i = 0; i < revisions.length; i++) {
      if (revisions[i] == revision) {
        return i;
      }
    }
    return NONE;
  }

  public boolean isLabelled() {
    return labelled != NONE;
  }

  public boolean isSettling() {
    return settlesAt != 0;
  }

  public void add(Event edit) {
    int n = revisions.length;
    revisions = Arrays.copyOf(revisions, n + 1);
    contents = Arrays.copyOf(contents, n + 1);
    revisions[n] = edit.revision;
    contents[n] = edit.content;
    waiting = Arrays.copyOf(waiting, waiting.length + 1);
    waiting[waiting.length - 1] = edit;
  }

  /** Puts an edit that carries its generation in the place of one that waits for it. */
  public boolean replaceWaiting(Event inline) {
    for (int i = 0; i < waiting.length; i++) {
      if (waiting[i].revision == inline.revision && !waiting[i].inline) {
        waiting[i] = inline;
        return true;
      }
    }
    return false;
  }

  /** Takes those out of {@link #waiting} that the condition holds for. */
  public List<Event> takeWaiting(Predicate<Event> condition) {
    List<Event> taken = new ArrayList<>(0);
    List<Event> kept = new ArrayList<>(waiting.length);
    for (Event edit : waiting) {
      (condition.test(edit) ? taken : kept).add(edit);
    }
    waiting = kept.toArray(Event[]::new);
    return taken;
  }
}
