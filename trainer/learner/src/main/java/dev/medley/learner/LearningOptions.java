package dev.medley.learner;

import dev.medley.kafka.options.Decimal;
import dev.medley.kafka.options.Span;
import dev.medley.kafka.options.Whole;
import dev.medley.learner.feed.Lane;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.JournalSettings;
import dev.medley.learner.settings.RlObjective;
import dev.medley.learner.settings.RlSettings;
import dev.medley.lm.lora.LoraConfig;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How members learn, on the command line; a picocli mixin. */
public final class LearningOptions {
  private static final int WARM_UP_STEPS = 10;
  private static final double WEIGHT_DECAY = 0.01;
  private static final double MAX_GRADIENT_NORM = 1;

  @Option(
      names = "--rank",
      converter = Whole.FromOne.class,
      defaultValue = "${MEDLEY_LORA_RANK:-8}",
      description = "LoRA rank r; lora_alpha is twice that. Default: ${DEFAULT-VALUE}.")
  private int rank;

  @Option(
      names = "--learning-rate",
      converter = Decimal.AboveZero.class,
      defaultValue = "${MEDLEY_LEARNING_RATE:-0.0005}",
      description = "AdamW's, after a short warm-up. Default: ${DEFAULT-VALUE}.")
  private double learningRate;

  @Option(
      names = "--micro-batch",
      converter = MicroBatch.class,
      defaultValue = "${MEDLEY_MICRO_BATCH:-4}",
      description = "Labels in one step. Default: ${DEFAULT-VALUE}.")
  private int microBatch;

  @Option(
      names = "--micro-batch-max",
      converter = MicroBatchMax.class,
      defaultValue = "${MEDLEY_MICRO_BATCH_MAX:-0}",
      description =
          "Labels in one step where so many wait: fewer steps a label, and more labels a second."
              + " Default: 0, as --micro-batch.")
  private int microBatchMax;

  @Option(
      names = "--linger",
      converter = Span.SecondsFromZero.class,
      defaultValue = "${MEDLEY_LINGER:-30}",
      description =
          "Seconds that fewer labels than --micro-batch wait for more before they are learnt."
              + " Default: ${DEFAULT-VALUE}.")
  private Duration linger;

  @Option(
      names = "--live-within",
      converter = Span.SecondsFromZero.class,
      defaultValue = "${MEDLEY_LIVE_WITHIN:-600}",
      description =
          "Seconds: labels that are no older are learnt before a backlog of older ones, which get"
              + " every fourth micro-batch. 0: all in their order. Default: ${DEFAULT-VALUE}.")
  private Duration liveWithin;

  @Option(
      names = "--replay",
      converter = Decimal.FromZero.class,
      defaultValue = "${MEDLEY_REPLAY:-0}",
      description =
          "Recent labels repeated beside each new one of a micro-batch; where more wait, they take"
              + " the place of repeated ones, and a step takes no longer. Default:"
              + " ${DEFAULT-VALUE}.")
  private double replay;

  @Option(
      names = "--dpo-beta",
      converter = Decimal.AboveZero.class,
      defaultValue = "${MEDLEY_DPO_BETA:-1}",
      description =
          "DPO's coefficient, for dpo and early (Eq. 4); 1 is what Assumption 1 means."
              + " Default: ${DEFAULT-VALUE}.")
  private double dpoBeta;

  @Option(
      names = "--early-lambda",
      converter = Decimal.FromZero.class,
      defaultValue = "${MEDLEY_EARLY_LAMBDA:-1}",
      description = "Weight of early's SFT loss (Eq. 7). Default: ${DEFAULT-VALUE}.")
  private double earlyLambda;

  @Option(
      names = "--rl-objective",
      defaultValue = "${MEDLEY_RL_OBJECTIVE:-cost-model}",
      description =
          "How rl learns: by policy steps against a pessimistic cost-model, or pairwise (REBEL)."
              + " Default: ${DEFAULT-VALUE}.")
  private RlObjective rlObjective;

  @Option(
      names = "--rl-beta",
      converter = Decimal.AboveZero.class,
      defaultValue = "${MEDLEY_RL_BETA:-0.1}",
      description = "Weight of the KL divergence in rl (Eq. 1). Default: ${DEFAULT-VALUE}.")
  private double rlBeta;

  @Option(
      names = "--rl-pessimism",
      converter = Decimal.FromZero.class,
      defaultValue = "${MEDLEY_RL_PESSIMISM:-1}",
      description =
          "Standard errors of the cost model that are added to the charge that it expects."
              + " Default: ${DEFAULT-VALUE}.")
  private double rlPessimism;

  @Option(
      names = "--rl-samples",
      converter = Samples.class,
      defaultValue = "${MEDLEY_RL_SAMPLES:-4}",
      description = "Responses drawn for each context of a policy step. Default: ${DEFAULT-VALUE}.")
  private int rlSamples;

  @Option(
      names = "--rl-max-completion-length",
      converter = Whole.FromOne.class,
      defaultValue = "${MEDLEY_RL_MAX_COMPLETION_LENGTH:-256}",
      description = "Most tokens of such a response. Default: ${DEFAULT-VALUE}.")
  private int rlMaxCompletionLength;

  @Option(
      names = "--rl-assume-edited-free",
      defaultValue = "${MEDLEY_RL_ASSUME_EDITED_FREE:-false}",
      description =
          "Teach the cost model that edited texts are charged 0, which nobody observed."
              + " Default: ${DEFAULT-VALUE}.")
  private boolean rlAssumeEditedFree;

  @Option(
      names = "--hunk-weight",
      converter = Decimal.AboveZero.class,
      defaultValue = "${MEDLEY_HUNK_WEIGHT:-1}",
      description =
          "How much tokens that the user wrote weigh in the SFT loss of sft and early; what was"
              + " kept weighs 1. Default: ${DEFAULT-VALUE}.")
  private double hunkWeight;

  @Option(
      names = "--seed",
      converter = Whole.Seed.class,
      defaultValue = "${MEDLEY_SEED:-1}",
      description = "Of first weights and of what is repeated. Default: ${DEFAULT-VALUE}.")
  private long seed;

  /** No more than a partition's labels that wait. */
  static final class MicroBatch extends Whole {
    MicroBatch() {
      super(1, Lane.MOST_WAITING);
    }
  }

  /** 0 is as the option above. */
  static final class MicroBatchMax extends Whole {
    MicroBatchMax() {
      super(0, Lane.MOST_WAITING);
    }
  }

  /** Each is compared with the others, so one says nothing. */
  static final class Samples extends Whole {
    Samples() {
      super(2, Integer.MAX_VALUE);
    }
  }

  /**
   * What a member learns with whose trainer is given these options, and its environment; of one
   * that is given twice the later counts.
   *
   * @throws ParameterException where one is unknown, or a value is wrong
   */
  public static Hyperparameters hyperparameters(List<String> arguments, int maxTokens) {
    LearningOptions options = new LearningOptions();
    new CommandLine(options)
        .setOverwrittenOptionsAllowed(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(arguments.toArray(String[]::new));
    return options.hyperparameters(maxTokens);
  }

  JournalSettings journal(boolean acceptMismatch, boolean refuseLost) {
    return new JournalSettings(linger, mostInStep(), liveWithin, acceptMismatch, refuseLost);
  }

  /** New labels in the largest step. */
  int mostInStep() {
    return Math.max(microBatch, microBatchMax);
  }

  Hyperparameters hyperparameters(int maxTokens) {
    return new Hyperparameters(
        LoraConfig.ofRank(rank),
        learningRate,
        WARM_UP_STEPS,
        WEIGHT_DECAY,
        MAX_GRADIENT_NORM,
        dpoBeta,
        earlyLambda,
        new RlSettings(
            rlObjective, rlBeta, rlPessimism, rlSamples, rlMaxCompletionLength, rlAssumeEditedFree),
        hunkWeight,
        microBatch,
        replay,
        maxTokens,
        seed);
  }
}
