package dev.medley.learner;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.KafkaOptions;
import dev.medley.kafka.options.Decimal;
import dev.medley.kafka.options.Names;
import dev.medley.kafka.options.Span;
import dev.medley.kafka.options.Text;
import dev.medley.kafka.options.Whole;
import dev.medley.learner.feed.LabelFeeds;
import dev.medley.learner.journal.LearntWith;
import dev.medley.learner.member.TrainingThread;
import dev.medley.learner.seats.Setups;
import dev.medley.learner.settings.DeploymentSecret;
import dev.medley.learner.settings.GateSettings;
import dev.medley.learner.settings.HoldOut;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.RoundSettings;
import dev.medley.learner.settings.Staleness;
import dev.medley.learner.state.FormerStates;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.torch.Precision;
import dev.medley.schemas.names.TaskName;
import dev.medley.schemas.signing.CheckpointSigner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How members are opened, on the command line; a picocli mixin. */
final class TrainingOptions {
  private static final int MICRO_BATCHES_IN_ROUND = 16;
  static final int KEPT_CHECKPOINTS = 20;

  @Mixin private KafkaOptions kafka;
  @Mixin private LearningOptions learning;

  @Option(
      names = "--model",
      required = true,
      defaultValue = "${MEDLEY_MODEL}",
      description = "Hugging Face directory of the base model. Required.")
  private Path model;

  @Option(
      names = "--round-interval",
      converter = Span.SecondsFromZero.class,
      defaultValue = "${MEDLEY_ROUND_INTERVAL:-5}",
      description = "Seconds between commits while labels come. Default: ${DEFAULT-VALUE}.")
  private Duration roundInterval;

  @Option(
      names = "--publish-interval",
      converter = Span.SecondsFromZero.class,
      defaultValue = "${MEDLEY_PUBLISH_INTERVAL:-10}",
      description =
          "Least seconds between two checkpoints of a member; more where the gates of all members"
              + " would take over half of the time. Default: ${DEFAULT-VALUE}.")
  private Duration publishInterval;

  @Option(
      names = "--publish-steps",
      converter = Whole.FromZero.class,
      defaultValue = "${MEDLEY_PUBLISH_STEPS:-0}",
      description =
          "Publish after so many steps instead, so that checkpoints are a function of the log."
              + " Default: 0, by the clock.")
  private long publishSteps;

  @Option(
      names = "--gate-samples",
      converter = Whole.FromOne.class,
      defaultValue = "${MEDLEY_GATE_SAMPLES:-64}",
      description =
          "Newest held-out contexts whose responses the gate measures; below 8 it looks at the"
              + " log-loss and its guards alone. Default: ${DEFAULT-VALUE}.")
  private int gateSamples;

  @Option(
      names = "--gate-tolerance",
      converter = Decimal.FromZero.class,
      defaultValue = "${MEDLEY_GATE_TOLERANCE:-0.02}",
      description =
          "Charge on held-out edits by which a checkpoint may be worse than the best so far, and"
              + " than its parent. Default: ${DEFAULT-VALUE}.")
  private double gateTolerance;

  @Option(
      names = "--gate-max-tokens",
      converter = Whole.FromOne.class,
      defaultValue = "${MEDLEY_GATE_MAX_TOKENS:-1024}",
      description =
          "Most tokens of a response that the gate waits for, or twice a user's text's where that"
              + " is more; what is longer is charged 1. Default: ${DEFAULT-VALUE}.")
  private int gateMaxTokens;

  @Mixin private GuardOptions guards;

  @Option(
      names = "--return-after",
      converter = Whole.FromZero.class,
      defaultValue = "${MEDLEY_RETURN_AFTER:-5}",
      description =
          "Versions in a row that the gate refuses, after which a member goes back to its best"
              + " version, with fresh moments and half of the learning rate, down to a sixteenth;"
              + " a later best doubles it again. 0: never. Default: ${DEFAULT-VALUE}.")
  private int returnAfter;

  @Option(
      names = "--secret",
      defaultValue = "${MEDLEY_SECRET:-}",
      description =
          "File of at least 32 random bytes, the deployment's own, that keys which contexts are"
              + " held out, so that nobody can aim at them; members that began with it need it from"
              + " then on. Default: none, and anybody can compute them.")
  private String secret;

  @Option(
      names = "--max-staleness",
      converter = Whole.Versions.class,
      defaultValue = "${MEDLEY_MAX_STALENESS:-}",
      description =
          "Versions that a label's response may be behind its arm's newest in the log. Default:"
              + " any number.")
  private Long maxStaleness;

  @Option(
      names = "--stale-share",
      converter = Decimal.Share.class,
      defaultValue = "${MEDLEY_STALE_SHARE:-0}",
      description =
          "Share of the labels beyond --max-staleness that is learnt all the same, chosen by a"
              + " hash: their weight, in expectation. Default: 0, skips them.")
  private double staleShare;

  @Option(
      names = "--skip-norm",
      converter = Decimal.AboveZero.class,
      defaultValue = "${MEDLEY_SKIP_NORM:-1000}",
      description =
          "Gradient norm, before clipping, above which a micro-batch is skipped. Default:"
              + " ${DEFAULT-VALUE}.")
  private double skipNorm;

  @Option(
      names = "--redo",
      converter = Span.SecondsFromZero.class,
      defaultValue = "${MEDLEY_REDO:-60}",
      description =
          "Seconds that learning again what states on Kafka do not hold may take at a restart, for"
              + " all members together; states are written when it would take longer."
              + " Default: ${DEFAULT-VALUE}.")
  private Duration redo;

  @Option(
      names = "--on-redo-mismatch",
      defaultValue = "${MEDLEY_ON_REDO_MISMATCH:-refuse}",
      description =
          "Where learning again gives other bytes than were published, as on other hardware:"
              + " ${COMPLETION-CANDIDATES}; accepted once, and marked. Default: ${DEFAULT-VALUE}.")
  private OnMismatch onMismatch;

  @Option(
      names = "--on-lost-labels",
      defaultValue = "${MEDLEY_ON_LOST_LABELS:-go-on}",
      description =
          "Where retention removed labels before a member read them: ${COMPLETION-CANDIDATES};"
              + " to refuse stops that member. Default: ${DEFAULT-VALUE}.")
  private OnLostLabels onLostLabels;

  @Option(
      names = "--start-from",
      paramLabel = "TASK",
      converter = Names.LearntTask.class,
      defaultValue = "${MEDLEY_START_FROM}",
      description =
          "A new task's members start from the newest adapter of those of the same name in this"
              + " task. Default: from the base.")
  private TaskName startFrom;

  @Option(
      names = "--signing-key",
      defaultValue = "${MEDLEY_SIGNING_KEY:-}",
      description =
          "Ed25519 private key in PEM form that checkpoints are signed with. Default: none, and"
              + " nodes with --trusted-keys refuse them.")
  private String signingKey;

  @Option(
      names = "--precision",
      converter = Text.PrecisionName.class,
      defaultValue = "${MEDLEY_TRAINER_PRECISION:-auto}",
      description =
          "Of the frozen base: float32, bfloat16, or auto: bfloat16 where the device computes in"
              + " it. Default: ${DEFAULT-VALUE}.")
  private String precision;

  @Option(
      names = "--device",
      converter = Text.DeviceName.class,
      defaultValue = "${MEDLEY_TRAINER_DEVICE:-cpu}",
      description = "Where the model computes: cpu, cuda or cuda:N. Default: ${DEFAULT-VALUE}.")
  private String device;

  @Option(
      names = "--threads",
      converter = Whole.FromOne.class,
      defaultValue = "${MEDLEY_TRAINER_THREADS:-1}",
      description = "Threads of one matrix product. Default: ${DEFAULT-VALUE}.")
  private int threads;

  Cluster cluster() {
    return kafka.cluster();
  }

  LanguageModel base() {
    return LanguageModel.load(model, Precision.of(precision, device), device);
  }

  /** Before the base is loaded, as libtorch reads it then. */
  void prepare() {
    System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
  }

  Optional<CheckpointSigner> signer() {
    return signingKey.isEmpty()
        ? Optional.empty()
        : Optional.of(CheckpointSigner.of(Path.of(signingKey)));
  }

  /** What members are opened with. */
  Setups setups(LanguageModel base, LabelFeeds feeds, Duration sleepAfter, TrainingThread thread) {
    return new Setups(
        base,
        cluster(),
        feeds,
        settings(base),
        learning.journal(onMismatch.accepts(), onLostLabels.refuses()),
        self(),
        signer(),
        new FormerStates(cluster()),
        Optional.ofNullable(startFrom).map(TaskName::value),
        redo,
        sleepAfter,
        thread);
  }

  /** What members learn with. */
  LearntWith settings(LanguageModel base) {
    Hyperparameters parameters = learning.hyperparameters(base.config().maxPositionEmbeddings());
    return new LearntWith(parameters, rounds());
  }

  /** Unlike any other process's: pids are 1 in many containers. */
  private static String self() {
    String host = System.getenv().getOrDefault("HOSTNAME", "this host");
    return "pid %d on %s (%s)"
        .formatted(
            ProcessHandle.current().pid(), host, UUID.randomUUID().toString().substring(0, 8));
  }

  private RoundSettings rounds() {
    GateSettings usual = GateSettings.DEFAULT;
    return new RoundSettings(
        roundInterval,
        MICRO_BATCHES_IN_ROUND * learning.mostInStep(),
        publishInterval,
        publishSteps,
        KEPT_CHECKPOINTS,
        new GateSettings(
            new HoldOut(
                HoldOut.DEFAULT.oneIn(),
                HoldOut.DEFAULT.firstOneIn(),
                secret.isEmpty() ? Optional.empty() : Optional.of(DeploymentSecret.read(secret))),
            gateSamples,
            gateMaxTokens,
            gateTolerance,
            usual.share(),
            guards.settings(),
            returnAfter),
        maxStaleness == null ? Staleness.OFF : new Staleness(maxStaleness, staleShare),
        skipNorm);
  }
}
