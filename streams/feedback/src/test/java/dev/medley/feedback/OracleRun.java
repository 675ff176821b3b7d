package dev.medley.feedback;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.schemas.Topic;
import dev.medley.standalone.SchemaRegistry;
import dev.medley.testing.BrokerProcess;
import dev.medley.testing.Platform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The job's jar on a standalone cluster of real processes, under traffic good and bad, while its
 * task manager and its broker are killed; then the oracle's verdict.
 */
@Command(
    name = "oracle",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description =
        "Kills the task manager and the broker under traffic, then compares every label and dead"
            + " letter with what the committed input says they must be.")
final class OracleRun implements Callable<Integer> {
  private static final int SETTLE_SECONDS = 1;
  private static final int PARTITIONS = 3;
  private static final int PARALLELISM = 2;

  @Option(names = "--home", required = true, description = "Folder of this module.")
  private Path home;

  @Option(names = "--data", required = true, description = "Empty folder for everything.")
  private Path data;

  @Option(names = "--events", defaultValue = "1000000", description = "Records to send.")
  private long events;

  @Option(names = "--rate", defaultValue = "4000", description = "Records a second at most.")
  private long rate;

  @Option(names = "--kills", defaultValue = "12", description = "kill -9 of the task manager.")
  private int kills;

  @Option(names = "--broker-kills", defaultValue = "2", description = "kill -9 of the broker.")
  private int brokerKills;

  @Option(names = "--window", defaultValue = "45", description = "The job's window, in seconds.")
  private long windowSeconds;

  @Option(names = "--seed", defaultValue = "1", description = "Of the traffic.")
  private long seed;

  @Option(names = "--judge-only", description = "Judge what an earlier run left in --data.")
  private boolean judgeOnly;

  private Cluster kafka;
  private int beforeCommit;

  @Override
  public Integer call() throws Exception {
    try (BrokerProcess broker = new BrokerProcess(data);
        SchemaRegistry registry =
            SchemaRegistry.start(Platform.apicurio(), data.resolve("registry"), 0)) {
      broker.start();
      kafka = new Cluster(broker.bootstrapServers(), registry.url(), "");
      if (!judgeOnly) {
        Topics.make(kafka, PARTITIONS);
        run(broker);
      }
      return verdict();
    }
  }

  private void run(BrokerProcess broker) throws Exception {
    Path checkpoints = data.resolve("checkpoints");
    try (FlinkCluster cluster = new FlinkCluster(home, data.resolve("flink"), PARALLELISM)) {
      cluster.start();
      cluster.submit(
          List.of(
              "--bootstrap-servers", kafka.brokers(),
              "--schema-registry", kafka.registry(),
              "--checkpoints", checkpoints.toString(),
              "--window", String.valueOf(windowSeconds / 3600.0),
              "--settle", String.valueOf(SETTLE_SECONDS),
              "--max-user-labels", String.valueOf(Integer.MAX_VALUE),
              "--parallelism", String.valueOf(PARALLELISM)));
      System.out.println("the job runs on a standalone job manager and task manager");
      Feeder feeder =
          new Feeder(
              kafka, new Traffic(seed, kafka, Duration.ofSeconds(windowSeconds)), events, rate);
      feeder.start();
      Disturbance disturbance =
          new Disturbance(
              kafka,
              broker,
              cluster,
              new org.apache.flink.core.fs.Path(checkpoints.toUri()),
              PARALLELISM);
      disturbance.run(feeder, events, kills, brokerKills);
      feeder.join();
      beforeCommit = disturbance.beforeCommit();
      System.out.printf("%,d records sent; waiting until all is committed%n", feeder.sent());
      awaitQuiet();
    }
  }

  /** Until everything that was sent is behind a checkpoint, and no output has come for a while. */
  private void awaitQuiet() throws InterruptedException {
    List<Topic> outputs =
        List.of(
            Topic.COST,
            Topic.SUPERVISION,
            Topic.PREFERENCE,
            Topic.EDITS_DEAD_LETTERS,
            Topic.GENERATIONS_DEAD_LETTERS);
    long before = -1;
    int quiet = 0;
    while (quiet < 6) {
      long now = outputs.stream().mapToLong(topic -> Log.end(kafka, topic)).sum();
      quiet = now == before ? quiet + 1 : 0;
      before = now;
      Thread.sleep(5000);
    }
  }

  private int verdict() {
    List<String> findings = new ArrayList<>();
    Oracle oracle = new Oracle(kafka, Duration.ofSeconds(windowSeconds), findings::add);
    oracle.check();
    findings.stream().sorted().limit(50).forEach(System.out::println);
    System.out.printf(
        "{\"events\": %d, \"taskManagerKills\": %d, \"beforeCommit\": %d, \"brokerKills\": %d,"
            + " \"labels\": %d, \"deadLetters\": %d, \"findings\": %d}%n",
        oracle.events(),
        judgeOnly ? 0 : kills,
        beforeCommit,
        judgeOnly ? 0 : brokerKills,
        oracle.labels(),
        oracle.letters(),
        findings.size());
    return findings.isEmpty() ? 0 : 1;
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new OracleRun()).execute(args));
  }
}
