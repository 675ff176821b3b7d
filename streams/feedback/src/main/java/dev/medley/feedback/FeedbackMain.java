package dev.medley.feedback;

import dev.medley.schemas.KafkaOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the feedback job: in this process, or where {@code flink run} sends it. */
@Command(
    name = "feedback",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = ReplayCommand.class,
    description =
        "Labels edits, exactly once. Started again with the same --checkpoints, it goes on from the"
            + " newest checkpoint there, however it ended.")
public final class FeedbackMain implements Callable<Integer> {
  static {
    // Before any logger, and under its own name: libraries on the classpath bring one too.
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "dev/medley/feedback/logback.xml");
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(FeedbackMain.class);

  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--checkpoints",
      defaultValue = "${MEDLEY_FEEDBACK_CHECKPOINTS:-}",
      description = "Folder of the checkpoints; required.")
  private String checkpointFolder;

  @Option(
      names = "--checkpoint-interval",
      defaultValue = "${MEDLEY_FEEDBACK_CHECKPOINT_INTERVAL:-1}",
      description = "Seconds between checkpoints; labels show at them. Default: ${DEFAULT-VALUE}.")
  private double checkpointSeconds;

  @Option(
      names = "--window",
      defaultValue = "${MEDLEY_FEEDBACK_WINDOW:-24}",
      description =
          "Hours that an edit and its generation may lie apart, and that either may be late."
              + " Default: ${DEFAULT-VALUE}.")
  private double windowHours;

  @Option(
      names = "--settle",
      defaultValue = "${MEDLEY_FEEDBACK_SETTLE:-0}",
      description =
          "Seconds without a further revision until the highest is labelled; 0 labels at once."
              + " Default: ${DEFAULT-VALUE}.")
  private double settleSeconds;

  @Option(
      names = "--max-text-bytes",
      defaultValue = "${MEDLEY_FEEDBACK_MAX_TEXT_BYTES:-1048576}",
      description = "UTF-8 bytes of the longest text that is taken. Default: ${DEFAULT-VALUE}.")
  private int maxTextBytes;

  @Option(
      names = "--max-revisions",
      defaultValue = "${MEDLEY_FEEDBACK_MAX_REVISIONS:-20}",
      description =
          "Different revisions of one generation that are taken; further ones are counted and left"
              + " out. Default: ${DEFAULT-VALUE}.")
  private int maxRevisions;

  @Option(
      names = "--max-user-labels",
      defaultValue = "${MEDLEY_FEEDBACK_MAX_USER_LABELS:-1000}",
      description =
          "Edits of one user that are labelled in an hour; further ones are counted and left out."
              + " Default: ${DEFAULT-VALUE}.")
  private int maxUserLabels;

  @Option(
      names = "--tokens",
      defaultValue = "${MEDLEY_FEEDBACK_TOKENS:-words}",
      description =
          "What edits are counted in: words, treebank, or the path of a tokenizer.json."
              + " Default: ${DEFAULT-VALUE}.")
  private String tokens;

  @Option(
      names = "--parallelism",
      defaultValue = "${MEDLEY_FEEDBACK_PARALLELISM:-1}",
      description = "Subtasks of each operator. Default: ${DEFAULT-VALUE}.")
  private int parallelism;

  @Option(
      names = "--metrics-port",
      defaultValue = "${MEDLEY_FEEDBACK_METRICS_PORT:-0}",
      description = "TCP port of Prometheus metrics; 0 for none. Default: ${DEFAULT-VALUE}.")
  private int metricsPort;

  @Spec private CommandSpec spec;

  /** Whether the job runs in this process, and ends with it; else a cluster has it. */
  private static volatile boolean local = true;

  private volatile boolean stopping;

  @Override
  public Integer call() throws Exception {
    if (checkpointFolder.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "Missing required option: '--checkpoints=<folder>'");
    }
    Path checkpoints = Path.of(checkpointFolder);
    FeedbackSettings settings =
        FeedbackSettings.of(
            kafka,
            Duration.ofMillis(Math.round(windowHours * 3_600_000)),
            Duration.ofMillis(Math.round(settleSeconds * 1000)),
            new Limits(maxTextBytes, maxRevisions, maxUserLabels),
            new Tokens(tokens));
    Files.createDirectories(checkpoints);
    JobClient job = start(settings, configuration(checkpoints));
    if (!local) {
      System.out.println("Submitted job " + job.getJobID());
      return 0;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(job)));
    try {
      job.getJobExecutionResult().get();
    } catch (ExecutionException e) {
      if (!stopping) {
        throw e;
      }
    }
    return 0;
  }

  static JobClient start(FeedbackSettings settings, Configuration configuration) throws Exception {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    local = environment instanceof LocalStreamEnvironment;
    new FeedbackJob(settings).build(environment);
    return environment.executeAsync(settings.topicPrefix() + "feedback");
  }

  private Configuration configuration(Path checkpoints) {
    Configuration configuration =
        configuration(checkpoints, Duration.ofMillis(Math.round(checkpointSeconds * 1000)));
    configuration.setString("parallelism.default", String.valueOf(parallelism));
    if (metricsPort > 0) {
      configuration.setString(
          "metrics.reporter.prometheus.factory.class",
          "org.apache.flink.metrics.prometheus.PrometheusReporterFactory");
      configuration.setString("metrics.reporter.prometheus.port", String.valueOf(metricsPort));
    }
    return configuration;
  }

  static Configuration configuration(Path checkpoints, Duration interval) {
    Configuration configuration = new Configuration();
    configuration.setString("parallelism.default", "1");
    configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        checkpoints.toAbsolutePath().toUri().toString());
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval);
    configuration.set(
        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    configuration.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    configuration.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 2);
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofSeconds(30));
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, 8);
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(128));
    Optional<Path> newest = RetainedCheckpoints.newest(checkpoints);
    newest.ifPresent(
        path -> configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, path.toUri().toString()));
    return configuration;
  }

  private void stop(JobClient job) {
    stopping = true;
    // A checkpoint of a second ago is kept; what was not in it is read again.
    job.cancel().join();
  }

  private static int explain(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    LOG.atError().setCause(e).log("The feedback job ended");
    command.getErr().println("The feedback job ended: " + cause.getMessage());
    return 1;
  }

  public static void main(String[] args) {
    int status =
        new CommandLine(new FeedbackMain())
            .setExecutionExceptionHandler(FeedbackMain::explain)
            .execute(args);
    if (local || status != 0) {
      System.exit(status);
    }
  }
}
