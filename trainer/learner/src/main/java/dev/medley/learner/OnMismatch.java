package dev.medley.learner;

import java.util.Locale;

/** What becomes of a member whose redo gives other bytes than were published. */
enum OnMismatch {
  REFUSE,
  ACCEPT;

  boolean accepts() {
    return this == ACCEPT;
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
