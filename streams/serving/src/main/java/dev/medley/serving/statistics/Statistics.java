package dev.medley.serving.statistics;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.ArmStatistics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each arm was charged on all nodes. Runs this node's share of the {@link StatisticsTopology}
 * exactly once, starts it again where it ended, and answers from the last known totals meanwhile.
 */
public final class Statistics implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Statistics.class);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 500;
  private static final Duration PARTITIONS_EVERY = Duration.ofSeconds(10);
  private static final long RESTART_MILLIS = 2_000;

  private final Cluster cluster;
  private final InputPartitions partitions;
  private final Path directory;
  private final Silence silence;
  private final Skipped skipped = new Skipped();
  private final Map<String, ArmTotal> lastKnown = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread keeper = new Thread(this::keepRunning, "statistics-keeper");
  private volatile KafkaStreams streams;
  private int counted;
  private long lookedAt;
  private volatile boolean hasRun;

  private Statistics(Cluster cluster, Path directory, Silence silence) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.silence = requireNonNull(silence, "silence is null");
    this.partitions = new InputPartitions(cluster);
    this.directory = requireNonNull(directory, "directory is null");
    keeper.setDaemon(true);
  }

  /**
   * Starts counting; returns at once.
   *
   * @param directory of the local state, this node's own
   */
  public static Statistics start(Cluster cluster, Path directory, Silence silence) {
    Statistics statistics = new Statistics(cluster, directory, silence);
    statistics.keeper.start();
    return statistics;
  }

  /** Whether this node counts, and knows all that was counted when it began. */
  public boolean ready() {
    KafkaStreams current = streams;
    return hasRun && current != null && current.state().isRunningOrRebalancing();
  }

  /** Records of the partition that this node's share of the counting is furthest behind on. */
  public double lag() {
    KafkaStreams current = streams;
    return current == null
        ? 0
        : current.metrics().values().stream()
            .filter(metric -> metric.metricName().name().equals("records-lag"))
            .map(Metric::metricValue)
            .mapToDouble(value -> value instanceof Double number ? number : 0)
            .filter(Double::isFinite)
            .max()
            .orElse(0);
  }

  /** Records that were not counted since start, as nobody could make sense of them. */
  public Skipped skipped() {
    return skipped;
  }

  /** An arm's total on all nodes; the last known one while statistics are being restored. */
  public ArmTotal total(String task, String arm) {
    String key = Play.armKey(task, arm);
    KafkaStreams current = streams;
    if (!ready()) {
      return lastKnown.getOrDefault(key, ArmTotal.NONE);
    }
    try {
      ReadOnlyKeyValueStore<String, ArmStatistics> store =
          current.store(
              StoreQueryParameters.fromNameAndType(
                  StatisticsTopology.ALL_ARMS, QueryableStoreTypes.keyValueStore()));
      ArmStatistics found = store.get(key);
      if (found == null) {
        // Not kept: anybody may name a task.
        return ArmTotal.NONE;
      }
      ArmTotal total = ArmRecords.total(found);
      lastKnown.put(key, total);
      return total;
    } catch (InvalidStateStoreException
        | SerializationException
        | IllegalStateException
        | IllegalArgumentException e) {
      // Just closing, or a record that nobody can make sense of.
      return lastKnown.getOrDefault(key, ArmTotal.NONE);
    }
  }

  private void keepRunning() {
    try {
      while (!closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        if (streams == null || streams.state().hasCompletedShutdown()) {
          restart();
        } else if (System.nanoTime() - lookedAt > PARTITIONS_EVERY.toNanos()) {
          lookedAt = System.nanoTime();
          lookForGrowth();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Streams takes no partitions that are added while it runs: it is started again, with them. */
  private void lookForGrowth() {
    try {
      int now = partitions.count();
      if (now > counted) {
        LOG.atInfo()
            .addKeyValue("from", counted)
            .addKeyValue("to", now)
            .log("Partitions were added: counting goes on with them");
        streams.close(CLOSE_WITHIN);
      }
    } catch (RuntimeException e) {
      LOG.atWarn().addKeyValue("reason", e.getMessage()).log("Statistics' topics can't be used");
    }
  }

  private void restart() throws InterruptedException {
    if (streams != null) {
      LOG.atWarn().log("Statistics ended: starting them again");
      streams.close(CLOSE_WITHIN);
      if (closed.await(RESTART_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
    try {
      int inputs = partitions.count();
      int arms = partitions.prepare(inputs);
      Topology topology =
          StatisticsTopology.build(
              cluster,
              cluster.registryClient(),
              silence,
              skipped,
              arms,
              Materialized.StoreType.ROCKS_DB);
      KafkaStreams next = new KafkaStreams(topology, properties(cluster, directory, skipped));
      next.setUncaughtExceptionHandler(Statistics::replaceThread);
      hasRun = false;
      next.setStateListener((state, old) -> hasRun |= state == KafkaStreams.State.RUNNING);
      streams = next;
      counted = inputs;
      lookedAt = System.nanoTime();
      next.start();
    } catch (RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("reason", e.toString())
          .log("Statistics can't start yet: trying again");
      if (streams != null) {
        streams.close(CLOSE_WITHIN);
      }
    }
  }

  private static StreamThreadExceptionResponse replaceThread(Throwable exception) {
    LOG.atWarn().addKeyValue("reason", exception.toString()).log("Statistics thread failed");
    return Thread.currentThread().getName().contains("GlobalStreamThread")
        ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT
        : StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  static Properties properties(Cluster cluster, Path directory, Skipped skipped) {
    Properties properties = new Properties();
    properties.putAll(cluster.client());
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, InputPartitions.application(cluster));
    properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 500);
    properties.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, SkipUnreadable.class);
    properties.put(SkipUnreadable.COUNTS, skipped);
    // A killed node's share goes to the others, or to its successor, after this.
    properties.put(StreamsConfig.consumerPrefix("session.timeout.ms"), 10_000);
    properties.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    return properties;
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      KafkaStreams current = streams;
      if (current != null) {
        current.close(CLOSE_WITHIN);
      }
      keeper.join(CLOSE_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
