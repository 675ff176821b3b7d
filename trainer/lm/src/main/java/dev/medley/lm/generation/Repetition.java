package dev.medley.lm.generation;

/** Text that goes round in circles. */
final class Repetition {
  private static final int LEAST_ROUNDS = 4;

  private Repetition() {}

  /** Whether the last {@code count} characters are one piece, four times or more. */
  static boolean endsIn(CharSequence text, int count) {
    int from = text.length() - count;
    if (count == 0 || from < 0) {
      return false;
    }
    for (int period = 1; period <= count / LEAST_ROUNDS; period++) {
      if (repeats(text, from + period, period)) {
        return true;
      }
    }
    return false;
  }

  private static boolean repeats(CharSequence text, int from, int period) {
    for (int i = text.length() - 1; i >= from; i--) {
      if (text.charAt(i) != text.charAt(i - period)) {
        return false;
      }
    }
    return true;
  }
}
