package dev.medley.lab.protocol;

import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.MemberKind;
import dev.medley.learner.settings.RlSettings;
import dev.medley.lm.lora.LoraConfig;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Hyper-parameters that are tried.
 *
 * @param learningRate AdamW's
 * @param dpoBeta DPO's coefficient, of dpo and early: 1 where Assumption 1 is meant, under which a
 *     smaller one ends further from the base than Eq. 1 says
 * @param rlBeta Eq. 1's, of rl and edit-distance
 */
public record Point(double learningRate, double dpoBeta, double rlBeta) {
  private static final int MOST_TOKENS = 512;

  Hyperparameters hyperparameters(Scale scale) {
    return new Hyperparameters(
        LoraConfig.ofRank(8),
        learningRate,
        10,
        0.01,
        1,
        dpoBeta,
        1,
        new RlSettings(scale.rlObjective(), rlBeta, 1, 4, scale.responseTokens(), false),
        1,
        scale.batch(),
        0,
        MOST_TOKENS,
        1);
  }

  /** The coefficient that a kind learns with; none for sft. */
  public OptionalDouble beta(MemberKind kind) {
    return switch (kind) {
      case SFT -> OptionalDouble.empty();
      case DPO, EARLY -> OptionalDouble.of(dpoBeta);
      case RL, EDIT_DISTANCE -> OptionalDouble.of(rlBeta);
    };
  }

  /** Whether the kind's members learn otherwise than at any earlier point of the list. */
  boolean mattersTo(MemberKind kind, Iterable<Point> points) {
    for (Point earlier : points) {
      if (earlier.equals(this)) {
        return true;
      }
      if (earlier.learningRate == learningRate && earlier.beta(kind).equals(beta(kind))) {
        return false;
      }
    }
    throw new IllegalArgumentException(this + " is none of " + points);
  }

  /** As in file names. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "lr%s-dpo%s-rl%s", learningRate, dpoBeta, rlBeta);
  }
}
