package dev.medley.lab.theory.findings;

/**
 * What an experiment found beside what theory says of it.
 *
 * @param figure the figure that shows it
 * @param what of what, in which setting
 * @param found measured or computed
 * @param relation how it must stand to the reference: =, ≤ up to what chance may do, < and > beyond
 *     it
 * @param reference the value, or the bound, that theory gives
 * @param slack what may be lacking beside 4 standard errors: terms that the theory leaves out
 */
public record Claim(
    String figure, String what, Estimate found, Relation relation, double reference, double slack) {
  /** How many standard errors chance may take. */
  private static final double ERRORS = 4;

  public enum Relation {
    EQUALS("="),
    AT_MOST("≤"),
    BELOW("<"),
    ABOVE(">");

    final String sign;

    Relation(String sign) {
      this.sign = sign;
    }
  }

  public boolean holds() {
    double excess = found.mean() - reference;
    double allowed = ERRORS * found.error() + slack;
    return switch (relation) {
      case EQUALS -> Math.abs(excess) <= allowed;
      case AT_MOST -> excess <= allowed;
      case BELOW -> excess < -allowed;
      case ABOVE -> excess > allowed;
    };
  }
}
