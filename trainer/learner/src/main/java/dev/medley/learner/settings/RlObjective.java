package dev.medley.learner.settings;

import java.util.Locale;

/** How the RL member learns from charges. */
public enum RlObjective {
  /** A cost model, made pessimistic, and policy steps against it (Misra et al. 2025, Eq. 5–6). */
  COST_MODEL,
  /** REBEL's square loss over the pair (y', y); no cost model, and y' is taken to be charged 0. */
  PAIRWISE;

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
