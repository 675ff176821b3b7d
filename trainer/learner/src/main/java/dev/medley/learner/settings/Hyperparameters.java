package dev.medley.learner.settings;

import static java.util.Objects.requireNonNull;

import dev.medley.lm.lora.LoraConfig;

/**
 * How a member learns.
 *
 * @param lora PEFT's r, lora_alpha and target_modules
 * @param learningRate AdamW's, after the warm-up
 * @param warmupSteps steps over which the learning rate rises linearly from 0
 * @param weightDecay AdamW's decoupled decay
 * @param maxGradientNorm global norm to which gradients are clipped
 * @param dpoBeta coefficient of DPO's log-ratios (Eq. 4), in EARLY too; apart from Eq. 1's β
 * @param lambda weight of the SFT term in EARLY (Eq. 7)
 * @param rl how the RL member learns, Eq. 1's β among it
 * @param hunkWeight how much tokens that the user wrote weigh in the SFT loss; 1 is as others do
 * @param batch new labels in a micro-batch
 * @param replay recent labels repeated for each new one of a micro-batch; see {@link #repeated}
 * @param maxTokens longest example, prompt and response together; longer ones are skipped
 * @param seed of the adapter's first weights and of what is replayed
 */
public record Hyperparameters(
    LoraConfig lora,
    double learningRate,
    int warmupSteps,
    double weightDecay,
    double maxGradientNorm,
    double dpoBeta,
    double lambda,
    RlSettings rl,
    double hunkWeight,
    int batch,
    double replay,
    int maxTokens,
    long seed) {
  public Hyperparameters {
    requireNonNull(lora, "lora is null");
    requireNonNull(rl, "rl is null");
    if (batch < 1 || maxTokens < 2 || warmupSteps < 0 || replay < 0) {
      throw new IllegalArgumentException(
          "batch %d, max tokens %d, warm-up steps %d, replay %s: need at least 1, 2, 0 and 0"
              .formatted(batch, maxTokens, warmupSteps, replay));
    }
    if (!(learningRate > 0) || !(dpoBeta > 0) || !(hunkWeight > 0) || !(maxGradientNorm > 0)) {
      throw new IllegalArgumentException(
          "learning rate %s, DPO beta %s, hunk weight %s, gradient norm %s: all must be above 0"
              .formatted(learningRate, dpoBeta, hunkWeight, maxGradientNorm));
    }
  }

  /**
   * Recent labels that are repeated beside so many new ones. Where more are new than a micro-batch
   * has, they take the place of repeated ones, and a step takes no longer.
   */
  public int repeated(int fresh) {
    return Math.max(0, (int) Math.round(batch * (1 + replay)) - Math.max(batch, fresh));
  }

  /** The learning rate of a step, counted from 0. */
  public double learningRateAt(long step) {
    return learningRate * Math.min(1, (step + 1) / (double) Math.max(1, warmupSteps));
  }
}
