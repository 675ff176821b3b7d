package dev.medley.learner.settings;

/**
 * What the gate looks at.
 *
 * @param heldOutOneIn one context in so many is never trained on
 * @param evaluated newest held-out contexts that it looks at
 * @param tolerance edit cost by which a checkpoint may be worse than its parent
 * @param share of the time that it may take, where the clock says when to publish
 */
public record GateSettings(int heldOutOneIn, int evaluated, double tolerance, double share) {
  /** One context in twenty, the newest 64, two words in a hundred, half of the time. */
  public static final GateSettings DEFAULT = new GateSettings(20, 64, 0.02, 0.5);

  public GateSettings {
    if (heldOutOneIn < 2 || evaluated < 1 || !(tolerance >= 0) || !(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "held out one in %d, evaluated %d, tolerance %s, share %s: need at least 2, 1, 0, (0, 1]"
              .formatted(heldOutOneIn, evaluated, tolerance, share));
    }
  }
}
