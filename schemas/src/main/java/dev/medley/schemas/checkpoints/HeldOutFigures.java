package dev.medley.schemas.checkpoints;

/** Names of what a trainer measures on held-out edits; docs/metrics.md says what each is. */
public final class HeldOutFigures {
  public static final String LOSS = "eval_loss";
  public static final String BASE_LOSS = "eval_base_loss";
  public static final String SAMPLES = "eval_samples";
  public static final String EDIT_COST = "eval_edit_cost";
  public static final String EDIT_SAMPLES = "eval_edit_samples";
  public static final String EDIT_COST_PARENT = "eval_edit_cost_parent";

  /** A mean; {@link #LOW} and {@link #HIGH} end the names of its interval's ends. */
  public static final String EDIT_COST_CHANGE = "eval_edit_cost_change";

  /** A mean; {@link #LOW} and {@link #HIGH} end the names of its interval's ends. */
  public static final String EDIT_LEAN = "eval_edit_lean";

  public static final String LOW = "_low";
  public static final String HIGH = "_high";

  private HeldOutFigures() {}
}
