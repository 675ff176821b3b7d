package dev.medley.schemas.checkpoints;

import java.util.Map;

/** Names of what a trainer measures on held-out edits; docs/metrics.md says what each is. */
public final class HeldOutFigures {
  public static final String LOSS = "eval_loss";
  public static final String BASE_LOSS = "eval_base_loss";
  public static final String SAMPLES = "eval_samples";

  /** The paper's cost; what decides is the charge. */
  public static final String EDIT_COST = "eval_edit_cost";

  public static final String EDIT_SAMPLES = "eval_edit_samples";
  public static final String CHARGE = "eval_charge";

  /** The version that was compared with, of the two where halves chose two; 0 is the base. */
  public static final String BEST_VERSION = "eval_best_version";

  public static final String CHARGE_BEST = "eval_charge_best";
  public static final String CHARGE_PARENT = "eval_charge_parent";

  /** A mean; {@link #LOW} and {@link #HIGH} end the names of its interval's ends. */
  public static final String CHARGE_CHANGE = "eval_charge_change";

  /** As {@link #CHARGE_CHANGE}, to the parent. */
  public static final String CHARGE_CHANGE_PARENT = "eval_charge_change_parent";

  /** A mean; {@link #LOW} and {@link #HIGH} end the names of its interval's ends. */
  public static final String EDIT_LEAN = "eval_edit_lean";

  /** As {@link #EDIT_LEAN}, from the parent. */
  public static final String EDIT_LEAN_PARENT = "eval_edit_lean_parent";

  /** A mean; {@link #LOW} and {@link #HIGH} end the names of its interval's ends. */
  public static final String KEPT_WORDS_CHANGE = "eval_kept_words_change";

  /** As {@link #KEPT_WORDS_CHANGE}, to the parent. */
  public static final String KEPT_WORDS_CHANGE_PARENT = "eval_kept_words_change_parent";

  public static final String LOW = "_low";
  public static final String HIGH = "_high";

  public static final String GUARD_SAMPLES = "eval_guard_samples";
  public static final String GUARD_SHORTEST = "eval_guard_length_least";
  public static final String GUARD_LONGEST = "eval_guard_length_most";
  public static final String GUARD_REPEATED = "eval_guard_repeated";
  public static final String GUARD_EMPTY = "eval_guard_empty";
  public static final String GUARD_CUT = "eval_guard_cut";
  public static final String GUARD_COPIED = "eval_guard_copied";
  public static final String GUARD_SAME = "eval_guard_same";
  public static final String GUARD_PROMPT_WORDS_LOST = "eval_guard_prompt_words_lost";

  private HeldOutFigures() {}

  /**
   * The mean charge on held-out edits, or where a release before charges measured none, the mean
   * cost, at most 1; NaN without either.
   */
  public static double charge(Map<String, Double> figures) {
    return figures.getOrDefault(CHARGE, Math.min(1, figures.getOrDefault(EDIT_COST, Double.NaN)));
  }
}
