package dev.medley.learner.gate;

/**
 * The best version so far, as either half of the held-out contexts has it. A version is compared
 * with the one that the OTHER half chose, so that luck in being chosen is none in the comparison.
 *
 * @param first chosen on half 0; 0 is the base
 * @param second chosen on half 1
 */
public record Bests(long first, long second) {
  /** A member's that has published nothing: the base. */
  public static final Bests BASE = new Bests(0, 0);

  /** The one that was chosen on a half. */
  public long chosenOn(int half) {
    return half == 0 ? first : second;
  }

  /** The one to compare with on a half. */
  public long comparedOn(int half) {
    return chosenOn(1 - half);
  }

  /** Whether a version is one of them. */
  public boolean has(long version) {
    return version == first || version == second;
  }

  /** Those that are no later than a version; it itself, where they are. */
  public Bests upTo(long version) {
    return new Bests(Math.min(first, version), Math.min(second, version));
  }

  /** The later of both. */
  public long newest() {
    return Math.max(first, second);
  }

  /** The earlier of both. */
  public long oldest() {
    return Math.min(first, second);
  }

  Bests with(int half, long version) {
    return half == 0 ? new Bests(version, second) : new Bests(first, version);
  }
}
