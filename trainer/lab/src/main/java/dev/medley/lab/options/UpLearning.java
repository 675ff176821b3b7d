package dev.medley.lab.options;

import java.util.List;

/** How `medley up` has its members learn: what its trainer is told beside its own defaults. */
public final class UpLearning {
  /** AdamW's, for the model that ships. */
  public static final String LEARNING_RATE = "0.004";

  /** Labels that a step takes where no more wait. */
  public static final int MICRO_BATCH = 1;

  private UpLearning() {}

  /** Options of the trainer's command line. */
  public static List<String> arguments(double learningRate) {
    return List.of(
        // No policy steps, each of which takes as long as ten other steps.
        "--rl-objective",
        "pairwise",
        "--learning-rate",
        String.valueOf(learningRate),
        // Few edits are to show: each is a step, beside some of those before, and what it changed
        // weighs most. Where many come, they take the place of those before.
        "--micro-batch",
        String.valueOf(MICRO_BATCH),
        "--micro-batch-max",
        "8",
        "--replay",
        "7",
        "--hunk-weight",
        "3");
  }
}
