package dev.medley.feedback.job;

import dev.medley.feedback.deadletters.ReplayCommand;
import dev.medley.feedback.settings.FeedbackOptions;
import dev.medley.feedback.settings.FeedbackSettings;
import dev.medley.kafka.KafkaOptions;
import dev.medley.kafka.Launcher;
import dev.medley.kafka.options.Span;
import dev.medley.kafka.options.Text;
import dev.medley.kafka.options.Whole;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.LoggerFactory;
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
  /** Less than supervisors wait before they kill. */
  private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

  @Mixin private KafkaOptions kafka;
  @Mixin private FeedbackOptions options;

  @Option(
      names = "--checkpoints",
      defaultValue = "${MEDLEY_FEEDBACK_CHECKPOINTS:-}",
      description =
          "Folder of the checkpoints, or its URI on a file system that Flink knows; required.")
  private String checkpointFolder;

  @Option(
      names = "--checkpoint-interval",
      converter = Span.Seconds.class,
      defaultValue = "${MEDLEY_FEEDBACK_CHECKPOINT_INTERVAL:-1}",
      description = "Seconds between checkpoints; labels show at them. Default: ${DEFAULT-VALUE}.")
  private Duration interval;

  @Option(
      names = "--parallelism",
      converter = Subtasks.class,
      defaultValue = "${MEDLEY_FEEDBACK_PARALLELISM:-0}",
      description =
          "Subtasks of each operator; 0 for one, or as many as the cluster gives."
              + " Default: ${DEFAULT-VALUE}.")
  private int parallelism;

  @Option(
      names = "--managed-memory",
      converter = Whole.FromOne.class,
      defaultValue = "${MEDLEY_FEEDBACK_MANAGED_MEMORY:-128}",
      description =
          "MiB beside the heap in which RocksDB caches the state, shared by the subtasks; on a"
              + " cluster its own setting counts. Default: ${DEFAULT-VALUE}.")
  private int managedMegabytes;

  @Option(
      names = "--state-backend",
      defaultValue = "${MEDLEY_FEEDBACK_STATE_BACKEND:-rocksdb}",
      description =
          "Where the state is: ${COMPLETION-CANDIDATES}. rocksdb takes what the disk has; hashmap"
              + " costs about two thirds of the processor time, but lies on the heap and is written"
              + " whole at every checkpoint: for some ten thousand open generations. Default:"
              + " ${DEFAULT-VALUE}.")
  private StateBackend stateBackend;

  @Option(
      names = "--metrics-port",
      converter = Whole.Port.class,
      defaultValue = "${MEDLEY_FEEDBACK_METRICS_PORT:-0}",
      description = "TCP port of Prometheus metrics; 0 for none. Default: ${DEFAULT-VALUE}.")
  private int metricsPort;

  @Option(
      names = "--metrics-host",
      converter = MetricsHost.class,
      defaultValue = "${MEDLEY_METRICS_HOST:-}",
      description = "Address to listen on for them; not on a cluster. Default: all.")
  private String metricsHost;

  /** A host, or nothing. */
  static final class MetricsHost extends Text {
    MetricsHost() {
      super("a host's name or address", "|[A-Za-z0-9][A-Za-z0-9.-]*|[0-9A-Fa-f:.]+");
    }
  }

  /** As many as the state can be divided into. */
  static final class Subtasks extends Whole {
    Subtasks() {
      super(0, FeedbackJob.MAX_PARALLELISM);
    }
  }

  @Spec private CommandSpec spec;

  /** Whether {@code flink run} calls this, so that the job outlives it. */
  private boolean onCluster;

  private volatile boolean stopping;

  @Override
  public Integer call() throws Exception {
    FeedbackSettings settings = settings();
    Path checkpoints = checkpoints();
    StreamExecutionEnvironment given = StreamExecutionEnvironment.getExecutionEnvironment();
    onCluster = !(given instanceof LocalStreamEnvironment);
    FlinkConfiguration configuration =
        new FlinkConfiguration(checkpoints, interval, stateBackend)
            .metrics(metricsHost, metricsPort);
    if (!onCluster) {
      settings.tokens().check();
      configuration.local(Math.max(1, parallelism), managedMegabytes);
    } else if (parallelism > 0) {
      configuration.parallelism(parallelism);
    }
    // What flink run --fromSavepoint names goes before.
    if (given.getConfiguration().getOptional(StateRecoveryOptions.SAVEPOINT_PATH).isEmpty()) {
      goOn(configuration);
    }
    JobClient job = start(settings, configuration.get());
    if (onCluster) {
      System.out.println("Submitted job " + job.getJobID());
      return 0;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(job, checkpoints)));
    try {
      job.getJobExecutionResult().get();
    } catch (ExecutionException e) {
      if (!stopping) {
        throw e;
      }
    }
    return 0;
  }

  private void goOn(FlinkConfiguration configuration) {
    try {
      configuration.fromNewest();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  public static JobClient start(FeedbackSettings settings, Configuration configuration)
      throws Exception {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    new FeedbackJob(settings).build(environment);
    return environment.executeAsync(settings.cluster().prefix() + "feedback");
  }

  private FeedbackSettings settings() {
    try {
      FeedbackSettings settings = options.settings(kafka.cluster());
      if (interval.compareTo(settings.transactionTimeout()) >= 0) {
        throw new IllegalArgumentException(
            "--checkpoint-interval is %s: need less than --transaction-timeout, which is %s"
                .formatted(interval, settings.transactionTimeout()));
      }
      return settings;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Path checkpoints() throws IOException {
    if (checkpointFolder.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "Missing required option: '--checkpoints=<folder>'");
    }
    boolean isUri = checkpointFolder.contains("://");
    Path folder =
        new Path(
            isUri
                ? URI.create(checkpointFolder)
                : Paths.get(checkpointFolder).toAbsolutePath().toUri());
    folder.getFileSystem().mkdirs(folder);
    return folder;
  }

  /** Leaves nothing written but uncommitted, so that it may stay down for as long as it likes. */
  private void stop(JobClient job, Path checkpoints) {
    stopping = true;
    try {
      job.stopWithSavepoint(false, checkpoints.toString(), SavepointFormatType.NATIVE)
          .get(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | InterruptedException | TimeoutException e) {
      LoggerFactory.getLogger(FeedbackMain.class)
          .warn(
              "Stopped without a savepoint ({}): start again within --transaction-timeout",
              e.toString());
      job.cancel().join();
    }
  }

  public static void main(String[] args) {
    FeedbackMain main = new FeedbackMain();
    int status =
        Launcher.status("dev/medley/feedback/logback.xml", "The feedback job ended", main, args);
    if (!main.onCluster || status != 0) {
      System.exit(status);
    }
  }
}
