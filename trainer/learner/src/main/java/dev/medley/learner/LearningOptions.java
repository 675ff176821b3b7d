package dev.medley.learner;

import dev.medley.lm.LoraConfig;
import picocli.CommandLine.Option;

/** How members learn, on the command line; a picocli mixin. */
final class LearningOptions {
  private static final int WARM_UP_STEPS = 10;
  private static final double WEIGHT_DECAY = 0.01;
  private static final double MAX_GRADIENT_NORM = 1;

  /** How the RL member fits the cost. */
  enum RlObjective {
    /** REBEL's square loss over the pair (y', y); no cost model of its own. */
    PAIRWISE
  }

  @Option(
      names = "--rank",
      defaultValue = "${MEDLEY_LORA_RANK:-8}",
      description = "LoRA rank r; lora_alpha is twice that. Default: ${DEFAULT-VALUE}.")
  private int rank;

  @Option(
      names = "--learning-rate",
      defaultValue = "${MEDLEY_LEARNING_RATE:-0.0005}",
      description = "AdamW's, after a short warm-up. Default: ${DEFAULT-VALUE}.")
  private double learningRate;

  @Option(
      names = "--micro-batch",
      defaultValue = "${MEDLEY_MICRO_BATCH:-4}",
      description = "Labels in one step. Default: ${DEFAULT-VALUE}.")
  private int microBatch;

  @Option(
      names = "--replay",
      defaultValue = "${MEDLEY_REPLAY:-0}",
      description = "Recent labels repeated beside each new one. Default: ${DEFAULT-VALUE}.")
  private double replay;

  @Option(
      names = "--dpo-beta",
      defaultValue = "${MEDLEY_DPO_BETA:-0.1}",
      description = "DPO's beta, for dpo and early (Eq. 4). Default: ${DEFAULT-VALUE}.")
  private double dpoBeta;

  @Option(
      names = "--early-lambda",
      defaultValue = "${MEDLEY_EARLY_LAMBDA:-1}",
      description = "Weight of early's SFT loss (Eq. 7). Default: ${DEFAULT-VALUE}.")
  private double earlyLambda;

  @Option(
      names = "--rl-objective",
      defaultValue = "${MEDLEY_RL_OBJECTIVE:-pairwise}",
      description = "How rl fits the cost: pairwise (REBEL). Default: ${DEFAULT-VALUE}.")
  private RlObjective rlObjective;

  @Option(
      names = "--rl-beta",
      defaultValue = "${MEDLEY_RL_BETA:-0.1}",
      description = "Weight of the KL divergence in rl (Eq. 1). Default: ${DEFAULT-VALUE}.")
  private double rlBeta;

  @Option(
      names = "--seed",
      defaultValue = "${MEDLEY_SEED:-1}",
      description = "Of first weights and of what is repeated. Default: ${DEFAULT-VALUE}.")
  private long seed;

  Hyperparameters hyperparameters(int maxTokens) {
    return switch (rlObjective) {
      case PAIRWISE ->
          new Hyperparameters(
              LoraConfig.ofRank(rank),
              learningRate,
              WARM_UP_STEPS,
              WEIGHT_DECAY,
              MAX_GRADIENT_NORM,
              dpoBeta,
              earlyLambda,
              rlBeta,
              microBatch,
              replay,
              maxTokens,
              seed);
    };
  }
}
