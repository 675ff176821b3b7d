package dev.medley.learner;

import java.util.Locale;

/** What becomes of a member whose labels were removed before it read them. */
enum OnLostLabels {
  GO_ON,
  REFUSE;

  boolean refuses() {
    return this == REFUSE;
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
