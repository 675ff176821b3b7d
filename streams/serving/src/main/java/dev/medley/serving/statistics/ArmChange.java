package dev.medley.serving.statistics;

/**
 * How a play changes its arm's total.
 *
 * @param sign 1 where the play now counts as it stands, -1 where it no longer does
 */
record ArmChange(int sign, Play play) {}
