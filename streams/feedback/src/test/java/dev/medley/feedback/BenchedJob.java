package dev.medley.feedback;

import com.sun.management.OperatingSystemMXBean;
import dev.medley.feedback.job.FlinkConfiguration;
import dev.medley.feedback.job.RetainedCheckpoints;
import dev.medley.feedback.job.StateBackend;
import dev.medley.feedback.settings.FeedbackSettings;
import dev.medley.feedback.settings.Limits;
import dev.medley.feedback.settings.Tokens;
import dev.medley.kafka.Cluster;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;

/** A job on topics of its own, which goes on in each turn from where it was. */
final class BenchedJob implements AutoCloseable {
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /**
   * Well below a checkpoint's interval: each look costs the broker, and so all that is measured.
   */
  private static final long POLL_MILLIS = 50;

  private final String name;
  private final int open;
  private final int managedMegabytes;
  private final StateBackend backend;
  private final Cluster kafka;
  private final Path checkpoints;
  private final BiConsumer<FeedbackSettings, StreamExecutionEnvironment> graph;
  private final BenchTraffic traffic;
  private final Admin admin;

  BenchedJob(
      String name,
      int open,
      int managedMegabytes,
      StateBackend backend,
      Cluster kafka,
      Path checkpoints,
      BiConsumer<FeedbackSettings, StreamExecutionEnvironment> graph)
      throws Exception {
    this.name = name;
    this.open = open;
    this.managedMegabytes = managedMegabytes;
    this.backend = backend;
    this.kafka = kafka;
    this.checkpoints = checkpoints;
    this.graph = graph;
    this.traffic = new BenchTraffic(kafka, open);
    this.admin = Admin.create(kafka.client());
  }

  /** Fills the state with all generations that are to be open. */
  void load() throws Exception {
    traffic.open();
    JobClient job = start();
    await(Log.end(kafka));
    job.cancel().get();
  }

  /**
   * What one turn measured.
   *
   * @param perSecond events that came behind a checkpoint in a second
   * @param cpuMicros processor time of the whole process, with its broker, for an event
   */
  record Speed(double perSecond, double cpuMicros) {}

  /** Measures the middle of so many pairs. */
  Speed turn(int pairs) throws Exception {
    long before = Log.end(kafka);
    traffic.pairs(pairs);
    long end = Log.end(kafka);
    JobClient job = start();
    long first = await(before + (end - before) / 5);
    long start = System.nanoTime();
    long cpu = PROCESS.getProcessCpuTime();
    double events = await(end - (end - before) / 10) - first;
    Speed speed =
        new Speed(
            events / ((System.nanoTime() - start) / 1e9),
            (PROCESS.getProcessCpuTime() - cpu) / 1e3 / events);
    await(end);
    job.cancel().get();
    System.out.printf(
        "%-8s %,10d open %,10.0f events/s %8.1f µs of CPU an event%n",
        name, open, speed.perSecond(), speed.cpuMicros());
    return speed;
  }

  /**
   * Waits until so many events are behind a checkpoint. Traffic trickles on, for a source that has
   * read everything commits its offset up to ten seconds late.
   */
  private long await(long events) throws Exception {
    long behind;
    while ((behind = Log.checkpointed(admin, kafka)) < events) {
      traffic.pairs(1);
      Thread.sleep(POLL_MILLIS);
    }
    return behind;
  }

  private JobClient start() throws Exception {
    FeedbackSettings settings =
        new FeedbackSettings(
            kafka,
            BenchTraffic.WINDOW,
            Duration.ZERO,
            new Limits(1 << 20, 20, Integer.MAX_VALUE),
            Tokens.WORDS);
    Configuration configuration =
        new FlinkConfiguration(checkpoints, Duration.ofSeconds(1), backend)
            .local(1, managedMegabytes)
            .fromNewest()
            .get();
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    graph.accept(settings, environment);
    return environment.executeAsync(name);
  }

  /** Bytes of all state in the newest checkpoint, as it is stored. */
  long stateBytes() {
    return RetainedCheckpoints.operators(RetainedCheckpoints.newest(checkpoints).orElseThrow())
        .stream()
        .mapToLong(OperatorState::getStateSize)
        .sum();
  }

  @Override
  public void close() {
    traffic.close();
    admin.close();
  }
}
