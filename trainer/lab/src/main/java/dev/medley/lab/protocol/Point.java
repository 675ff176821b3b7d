package dev.medley.lab.protocol;

import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.MemberKind;
import dev.medley.learner.settings.RlObjective;
import dev.medley.learner.settings.RlSettings;
import dev.medley.lm.lora.LoraConfig;
import java.util.Locale;

/**
 * Hyper-parameters that are tried.
 *
 * @param learningRate AdamW's
 * @param beta DPO's coefficient for dpo and early, Eq. 1's for rl; sft has none
 */
public record Point(double learningRate, double beta) {
  private static final int MOST_TOKENS = 512;

  Hyperparameters hyperparameters(int batch, int completionLength) {
    return new Hyperparameters(
        LoraConfig.ofRank(8),
        learningRate,
        10,
        0.01,
        1,
        beta,
        1,
        new RlSettings(RlObjective.COST_MODEL, beta, 1, 4, completionLength, false),
        1,
        batch,
        0,
        MOST_TOKENS,
        1);
  }

  /** Whether the kind's members learn otherwise than at any earlier point of the list. */
  boolean mattersTo(MemberKind kind, Iterable<Point> points) {
    for (Point earlier : points) {
      if (earlier.equals(this)) {
        return true;
      }
      if (kind == MemberKind.SFT && earlier.learningRate == learningRate) {
        return false;
      }
    }
    throw new IllegalArgumentException(this + " is none of " + points);
  }

  /** As in file names and tables. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "lr%s-beta%s", learningRate, beta);
  }
}
