package dev.medley.learner;

/**
 * What the gate looks at.
 *
 * @param heldOutOneIn one context in so many is never trained on
 * @param evaluated newest held-out contexts that it looks at
 * @param tolerance edit cost by which a checkpoint may be worse than its parent
 */
public record GateSettings(int heldOutOneIn, int evaluated, double tolerance) {
  /** One context in twenty, the newest 64, two words in a hundred. */
  public static final GateSettings DEFAULT = new GateSettings(20, 64, 0.02);

  public GateSettings {
    if (heldOutOneIn < 2 || evaluated < 1 || !(tolerance >= 0)) {
      throw new IllegalArgumentException(
          "held out one in %d, evaluated %d, tolerance %s: need at least 2, 1 and 0"
              .formatted(heldOutOneIn, evaluated, tolerance));
    }
  }
}
