package dev.medley.serving;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.Cost;

/**
 * A response whose edit cost is known, without its texts.
 *
 * @param revision of the edit; a later one replaces the earlier
 * @param costBillionths edit cost in billionths, as whole numbers add and subtract without error
 */
record Play(String task, String arm, int revision, long costBillionths) {
  static final double BILLION = 1e9;
  private static final double MOST_COST = 1e6;
  private static final String UNKNOWN_ARM = "unknown";

  Play {
    requireNonNull(task, "task is null");
    requireNonNull(arm, "arm is null");
  }

  /** Whether a cost says something about an arm. */
  static boolean counts(Cost cost) {
    return !cost.getMember().equals(UNKNOWN_ARM)
        && cost.getCost() >= 0
        && cost.getCost() <= MOST_COST;
  }

  static Play of(Cost cost) {
    return new Play(
        cost.getTask(), cost.getMember(), cost.getRevision(), Math.round(cost.getCost() * BILLION));
  }

  /** The one that counts: the later revision. */
  Play later(Play other) {
    return other.revision >= revision ? other : this;
  }

  /** Key of `arm-statistics`. */
  String armKey() {
    return armKey(task, arm);
  }

  static String armKey(String task, String arm) {
    return task + "/" + arm;
  }
}
