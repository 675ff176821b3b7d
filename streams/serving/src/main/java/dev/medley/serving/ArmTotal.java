package dev.medley.serving;

/**
 * Sum over an arm's plays.
 *
 * @param plays responses whose cost is known
 * @param costBillionths sum of their edit costs, in billionths
 */
record ArmTotal(long plays, long costBillionths) {
  static final ArmTotal NONE = new ArmTotal(0, 0);

  ArmTotal plus(Play play) {
    return new ArmTotal(plays + 1, costBillionths + play.costBillionths());
  }

  ArmTotal minus(Play play) {
    return new ArmTotal(plays - 1, costBillionths - play.costBillionths());
  }

  double costSum() {
    return costBillionths / Play.BILLION;
  }
}
