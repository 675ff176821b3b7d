package dev.medley.learner;

/** A response that says the same again and again never ends by itself. */
final class Repetition {
  private static final int CHARACTERS = 200;
  private static final int LONGEST_PERIOD = CHARACTERS / 2;

  private Repetition() {}

  /** Whether the last 200 characters repeat something, at least once in whole. */
  static boolean endsIn(String text) {
    if (text.length() < CHARACTERS) {
      return false;
    }
    String end = text.substring(text.length() - CHARACTERS);
    for (int period = 1; period <= LONGEST_PERIOD; period++) {
      if (end.regionMatches(period, end, 0, CHARACTERS - period)) {
        return true;
      }
    }
    return false;
  }
}
