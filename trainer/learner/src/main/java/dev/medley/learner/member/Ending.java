package dev.medley.learner.member;

/** Why a round ends, which says whether the gate looks at the weights. */
public enum Ending {
  /** It is time: the gate looks where the schedule says so. */
  DUE,
  /** A pause, or the process's end: the time that the gate would take is spared. */
  AT_ONCE,
  /** No more labels come: the gate looks where it has not seen all steps. */
  LAST
}
