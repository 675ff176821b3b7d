package dev.medley.learner.settings;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What the gate looks at, and how often it may refuse.
 *
 * @param holdOut which contexts are never trained on
 * @param evaluated newest held-out contexts that it looks at
 * @param maxTokens of a response, or twice a user's text's where that is more; what is longer is
 *     cut
 * @param tolerance charge by which a checkpoint may be worse than the best, and its parent
 * @param share of the time that it may take, where the clock says when to publish
 * @param guards limits of what needs no user's text
 * @param returnAfter refusals in a row after which a member goes back to its best; 0 for never
 */
public record GateSettings(
    HoldOut holdOut,
    int evaluated,
    int maxTokens,
    double tolerance,
    double share,
    GuardSettings guards,
    int returnAfter) {
  /** The newest 64, two words in a hundred, half of the time, five refusals. */
  public static final GateSettings DEFAULT =
      new GateSettings(HoldOut.DEFAULT, 64, 1024, 0.02, 0.5, GuardSettings.DEFAULT, 5);

  public GateSettings {
    requireNonNull(guards, "guards is null");
    requireNonNull(holdOut, "holdOut is null");
    if (returnAfter < 0) {
      throw new IllegalArgumentException("returnAfter %d is below 0".formatted(returnAfter));
    }
    if (evaluated < 1 || maxTokens < 1 || !(tolerance >= 0) || !(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "evaluated %d, max tokens %d, tolerance %s, share %s: need at least 1, 1, 0, (0, 1]"
              .formatted(evaluated, maxTokens, tolerance, share));
    }
  }

  /** Without guards and returns, and with a hash without a secret from the first context on. */
  public GateSettings(int heldOutOneIn, int evaluated, double tolerance, double share) {
    this(
        new HoldOut(heldOutOneIn, 0, Optional.empty()),
        evaluated,
        1024,
        tolerance,
        share,
        GuardSettings.OFF,
        0);
  }

  /** With another rule of what is held out. */
  public GateSettings with(HoldOut other) {
    return new GateSettings(other, evaluated, maxTokens, tolerance, share, guards, returnAfter);
  }

  /** Whether more contexts are wanted than are held out. */
  public boolean fewHeldOut(int held) {
    return held < Math.min(HoldOut.ENOUGH, evaluated);
  }
}
