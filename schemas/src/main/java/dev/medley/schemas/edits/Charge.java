package dev.medley.schemas.edits;

/**
 * What whoever decides by edits takes a response y to have been worth, in [0, 1]: Levenshtein
 * distance over words, divided by the words of the longer of y and its edited text y', so that
 * texts of all lengths compare. It is the edit cost of Misra et al. 2025 ({@link EditCost})
 * wherever y is not the shorter, and less elsewhere. Who measures many keeps an {@link EditMeter}.
 */
public final class Charge {
  /** Of a response that was taken as it was. */
  public static final double ACCEPTED = 0;

  /** Of a response that was thrown away. */
  public static final double DISCARDED = 1;

  /** Of a response that was cut before its end, as long as nobody edited it. */
  public static final double CUT = 1;

  private Charge() {}

  /** The charge of turning the response y into the edited text y'. */
  public static double of(String response, String edited) {
    return new EditMeter(new Words()).charge(response, edited);
  }

  /**
   * The charge where the distance is known.
   *
   * @param distance tokens to insert, delete or put in another's place, at most the larger number
   * @param response tokens of y
   * @param edited tokens of y'
   */
  static double of(int distance, int response, int edited) {
    return (double) distance / Math.max(1, Math.max(response, edited));
  }

  /**
   * The charge where only the edit cost is known, as labels of earlier releases have it. The words
   * of both texts tell one from the other, whatever tokens the cost was counted in.
   *
   * @param cost edit cost of y' for y, 0 or more
   * @param edited y'; null where y was thrown away
   * @return the cost, at most 1, where y was thrown away
   */
  public static double ofCost(double cost, String response, String edited) {
    if (edited == null) {
      return Math.min(DISCARDED, cost);
    }
    int words = Math.max(1, Words.count(SameText.form(response)));
    return Math.min(1, cost * words / Math.max(words, Words.count(SameText.form(edited))));
  }
}
