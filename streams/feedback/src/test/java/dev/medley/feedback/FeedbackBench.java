package dev.medley.feedback;

import dev.medley.feedback.BenchedJob.Speed;
import dev.medley.feedback.job.FeedbackJob;
import dev.medley.feedback.job.StateBackend;
import dev.medley.feedback.settings.FeedbackSettings;
import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.testing.Platform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The job against its control, and with few and with many generations open, in turns. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description =
        "Events per second of the job, with few generations open on the heap and in RocksDB and"
            + " with many in RocksDB, and of a control without state, join and distance. One"
            + " subtask each, a checkpoint a second.")
final class FeedbackBench implements Callable<Integer> {
  @Option(names = "--data", required = true, description = "Empty folder for everything.")
  private Path data;

  @Option(names = "--pairs", defaultValue = "300000", description = "Generations and edits a turn.")
  private int pairs;

  @Option(names = "--rounds", defaultValue = "3", description = "Turns of each.")
  private int rounds;

  @Option(names = "--warm-up", defaultValue = "60", description = "Seconds before what counts.")
  private long warmUpSeconds;

  @Option(names = "--few", defaultValue = "10000", description = "Few open generations.")
  private int few;

  @Option(names = "--many", defaultValue = "1000000", description = "Many open generations.")
  private int many;

  @Option(
      names = "--managed-memory",
      defaultValue = "512",
      description = "MiB of Flink's managed memory, which RocksDB caches in.")
  private int managedMegabytes;

  private Platform platform;

  @Override
  public Integer call() throws Exception {
    platform = new Platform(data);
    BiConsumer<FeedbackSettings, StreamExecutionEnvironment> job =
        (settings, environment) -> new FeedbackJob(settings).build(environment);
    try (BenchedJob control = benched("control", few, StateBackend.HASHMAP, ControlLabels::build);
        BenchedJob onHeap = benched("hashmap", few, StateBackend.HASHMAP, job);
        BenchedJob withFew = benched("rocksdb", few, StateBackend.ROCKSDB, job);
        BenchedJob withMany = benched("rocksdb", many, StateBackend.ROCKSDB, job)) {
      control.load();
      onHeap.load();
      withFew.load();
      withMany.load();
      long bytes = withMany.stateBytes() / many;
      System.out.printf(
          "%,d bytes of state an open generation: %d words of context, %d of response%n",
          bytes, BenchTraffic.WORDS, BenchTraffic.WORDS);
      long warm = System.nanoTime() + Duration.ofSeconds(warmUpSeconds).toNanos();
      while (System.nanoTime() < warm) {
        control.turn(pairs / 3);
        onHeap.turn(pairs / 3);
        withFew.turn(pairs / 3);
      }
      System.out.println("warm: what follows counts");
      List<Speed> controls = new ArrayList<>();
      List<Speed> heaps = new ArrayList<>();
      List<Speed> fews = new ArrayList<>();
      List<Speed> manys = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        controls.add(control.turn(pairs));
        heaps.add(onHeap.turn(pairs));
        fews.add(withFew.turn(pairs));
        manys.add(withMany.turn(pairs));
      }
      System.out.println(
          "JSON: events a second with the state on the heap, then in RocksDB, over the control's;"
              + " what a second of few generations in RocksDB is to one of many");
      System.out.printf(
          "{\"vsControl\": %.2f, \"vsControlRocksDb\": %.2f, \"costGrowth\": %.2f, \"cpuGrowth\":"
              + " %.2f, \"stateBytesPerGeneration\": %d, \"managedMemoryMiB\": %d}%n",
          median(heaps, Speed::perSecond) / median(controls, Speed::perSecond),
          median(fews, Speed::perSecond) / median(controls, Speed::perSecond),
          median(fews, Speed::perSecond) / median(manys, Speed::perSecond),
          median(manys, Speed::cpuMicros) / median(fews, Speed::cpuMicros),
          bytes,
          managedMegabytes);
      return 0;
    } finally {
      platform.close();
    }
  }

  private BenchedJob benched(
      String name,
      int open,
      StateBackend backend,
      BiConsumer<FeedbackSettings, StreamExecutionEnvironment> graph)
      throws Exception {
    String own = name + "-" + open;
    Cluster kafka = Topics.of(platform, own + ".");
    return new BenchedJob(
        name,
        open,
        managedMegabytes,
        backend,
        kafka,
        new org.apache.flink.core.fs.Path(data.resolve(own).toUri()),
        graph);
  }

  private static double median(List<Speed> turns, ToDoubleFunction<Speed> figure) {
    return turns.stream().mapToDouble(figure).sorted().toArray()[turns.size() / 2];
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new FeedbackBench()).execute(args));
  }
}
