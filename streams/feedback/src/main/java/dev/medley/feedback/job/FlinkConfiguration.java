package dev.medley.feedback.job;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.fs.Path;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;

/** How Flink runs the job. */
public final class FlinkConfiguration {
  private static final String LOCALHOST = "localhost";

  private final Configuration configuration = new Configuration();
  private final Path checkpoints;
  private final StateBackend backend;

  /** What the job needs wherever it runs. */
  public FlinkConfiguration(Path checkpoints, Duration interval, StateBackend backend) {
    this.checkpoints = checkpoints;
    this.backend = backend;
    configuration.set(StateBackendOptions.STATE_BACKEND, backend.toString());
    configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    // Most look-ups are for what is not there.
    configuration.set(RocksDBConfigurableOptions.USE_BLOOM_FILTER, true);
    // Each checkpoint flushes, and levels would rewrite a large part of the state for every few.
    configuration.set(RocksDBConfigurableOptions.COMPACTION_STYLE, CompactionStyle.UNIVERSAL);
    // RocksDB for Flink comes with a Snappy that is built without optimisation.
    configuration.set(
        RocksDBConfigurableOptions.COMPRESSION_PER_LEVEL, List.of(CompressionType.LZ4_COMPRESSION));
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toString());
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
  }

  /**
   * Goes on from the newest checkpoint in the folder, which is the new job's to remove.
   *
   * @throws IllegalArgumentException where it is another backend's
   */
  public FlinkConfiguration fromNewest() {
    RetainedCheckpoints.newest(checkpoints)
        .ifPresent(
            newest -> {
              backend.requireCanRead(newest);
              configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, newest.toString());
              configuration.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
            });
    return this;
  }

  FlinkConfiguration parallelism(int subtasks) {
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, subtasks);
    return this;
  }

  /** As much of a cluster as the job needs in this process. */
  public FlinkConfiguration local(int subtasks, int managedMegabytes) {
    configuration.set(RestOptions.BIND_PORT, "0");
    // REST and blobs let whoever reaches them read the state and put jobs in.
    configuration.set(RestOptions.ADDRESS, LOCALHOST);
    configuration.set(RestOptions.BIND_ADDRESS, LOCALHOST);
    configuration.set(JobManagerOptions.BIND_HOST, LOCALHOST);
    configuration.set(TaskManagerOptions.BIND_HOST, LOCALHOST);
    configuration.set(WebOptions.SUBMIT_ENABLE, false);
    configuration.set(WebOptions.CANCEL_ENABLE, false);
    configuration.set(WebOptions.RESCALE_ENABLE, false);
    configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, subtasks);
    configuration.set(
        TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(managedMegabytes));
    return parallelism(subtasks);
  }

  /**
   * @param host address to listen on; empty for all, where the reporter may be a cluster's plug-in
   */
  FlinkConfiguration metrics(String host, int port) {
    if (port > 0) {
      configuration.setString(
          "metrics.reporter.prometheus.factory.class",
          host.isEmpty()
              ? "org.apache.flink.metrics.prometheus.PrometheusReporterFactory"
              : MetricsOnHost.class.getName());
      configuration.setString("metrics.reporter.prometheus.host", host);
      configuration.setString("metrics.reporter.prometheus.port", String.valueOf(port));
    }
    return this;
  }

  public Configuration get() {
    return configuration;
  }
}
