package dev.medley.feedback;

import java.util.Arrays;

/** What is known of the edits of one generation; a Flink POJO. */
public class Edits {
  private static final int NONE = -1;

  /** Every revision that came, and what its content hashes to. */
  public int[] revisions = {};

  public long[] contents = {};

  /**
   * Revisions that may still be labelled: all where the generation is missing, else the highest.
   */
  public Event[] waiting = {};

  /** The highest revision that was labelled. */
  public int labelled = NONE;

  /** When the last of those may be forgotten that came without a logged generation. */
  public long closesAt = Long.MIN_VALUE;

  /** When the quiet time ends, in event time; 0 where nothing settles. */
  public long settlesAt;

  /** The watermark when the quiet time began: a stream that moved it is not silent. */
  public long settlesSince;

  public Edits() {}

  /** Where in {@link #contents} a revision is; -1 where it is new. */
  int find(int revision) {
    for (int i = 0; i < revisions.length; i++) {
      if (revisions[i] == revision) {
        return i;
      }
    }
    return NONE;
  }

  boolean isLabelled() {
    return labelled != NONE;
  }

  void add(Event edit) {
    int n = revisions.length;
    revisions = Arrays.copyOf(revisions, n + 1);
    contents = Arrays.copyOf(contents, n + 1);
    revisions[n] = edit.revision;
    contents[n] = edit.content;
    waiting = Arrays.copyOf(waiting, waiting.length + 1);
    waiting[waiting.length - 1] = edit;
  }
}
