package dev.medley.learner.state;

/**
 * What a member's learning rate is multiplied by: half as much after each return to its best, and
 * twice as much once a later version is the best.
 *
 * @param value from {@link #LEAST} to 1
 */
public record RateFactor(double value) {
  /** A sixteenth, four returns: slower, edits would not show. */
  public static final double LEAST = 1 / 16.0;

  /** A member's that never went back by itself. */
  public static final RateFactor FULL = new RateFactor(1);

  public RateFactor {
    if (!(value > 0 && value <= 1)) {
      throw new IllegalArgumentException("rate factor %s: must be in (0, 1]".formatted(value));
    }
  }

  public RateFactor halved() {
    return new RateFactor(Math.max(LEAST, value / 2));
  }

  public RateFactor doubled() {
    return new RateFactor(Math.min(1, value * 2));
  }
}
