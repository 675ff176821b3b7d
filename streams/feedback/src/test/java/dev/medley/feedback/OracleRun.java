package dev.medley.feedback;

import com.google.errorprone.annotations.FormatMethod;
import dev.medley.schemas.KafkaOptions;
import dev.medley.schemas.Topic;
import dev.medley.schemas.TopicCreator;
import dev.medley.standalone.Ports;
import dev.medley.standalone.SchemaRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
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
  private static final Duration SETTLE = Duration.ofSeconds(1);
  private static final int PARTITIONS = 3;

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

  private final int brokerPort = Ports.free();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong allowed = new AtomicLong();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private Process broker;
  private Cluster cluster;
  private KafkaOptions kafka;
  private Path checkpoints;
  private int aimed;

  @Override
  public Integer call() throws Exception {
    checkpoints = data.resolve("checkpoints");
    startBroker();
    try (SchemaRegistry registry =
        SchemaRegistry.start(
            Path.of(System.getProperty("apicurio.home")), data.resolve("registry"), 0)) {
      kafka = new KafkaOptions("localhost:" + brokerPort, registry.url(), "");
      createTopics();
      cluster = new Cluster(home, data.resolve("flink"), 2);
      cluster.start();
      cluster.submit(
          List.of(
              "--bootstrap-servers", kafka.bootstrapServers(),
              "--schema-registry", kafka.schemaRegistry(),
              "--checkpoints", checkpoints.toString(),
              "--window", String.valueOf(windowSeconds / 3600.0),
              "--settle", String.valueOf(SETTLE.toSeconds()),
              "--max-user-labels", "1000000000",
              "--parallelism", "2"));
      say("the job runs on a standalone job manager and task manager");
      Thread feeder = new Thread(this::feed, "feeder");
      feeder.start();
      disturb();
      feeder.join();
      if (failure.get() != null) {
        throw failure.get();
      }
      say("%,d records sent; waiting until all output is committed", sent.get());
      awaitQuiet();
      return verdict();
    } finally {
      cluster.close();
      broker.destroyForcibly();
    }
  }

  private void startBroker() throws IOException {
    broker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.medley.standalone.BrokerMain",
                "--data",
                data.resolve("kafka").toString(),
                "--port",
                String.valueOf(brokerPort))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(data.resolve("broker.log").toFile()))
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(broker::destroyForcibly));
  }

  private void createTopics() {
    try (Admin admin = Admin.create(KafkaOptions.asMap(kafka.client()))) {
      new TopicCreator(
              admin, new TopicCreator.Settings("", PARTITIONS, (short) 1, Duration.ofDays(1)))
          .create();
    }
  }

  // Where a send fails, so does flush or close, or the count of what the oracle finds.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void feed() {
    Properties properties = kafka.producer();
    // A broker that was killed may be long in coming back.
    properties.put("delivery.timeout.ms", "1200000");
    properties.put("max.block.ms", "1200000");
    properties.put("linger.ms", "20");
    Traffic traffic = new Traffic(seed, kafka, Duration.ofSeconds(windowSeconds));
    long start = System.nanoTime();
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            KafkaOptions.asMap(properties), new ByteArraySerializer(), new ByteArraySerializer())) {
      while (sent.get() < events) {
        producer.send(
            traffic.next(),
            (metadata, exception) -> {
              if (exception != null) {
                failure.compareAndSet(null, exception);
              }
            });
        long due = start + sent.incrementAndGet() * 1_000_000_000 / rate;
        if (sent.get() % 100 == 0 && due > System.nanoTime()) {
          Thread.sleep((due - System.nanoTime()) / 1_000_000);
        }
        while (sent.get() > allowed.get()) {
          Thread.sleep(20);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  /** Spreads the kills over the traffic. */
  private void disturb() throws Exception {
    int all = kills + brokerKills;
    allowed.set(events / (all + 1));
    for (int kill = 0; kill < all; kill++) {
      long due = events * (kill + 1) / (all + 1);
      while (sent.get() < due) {
        if (failure.get() != null) {
          return;
        }
        Thread.sleep(20);
      }
      // Traffic goes on while this kill waits for its moment, but not past the next.
      allowed.set(events * (kill + 2) / (all + 1));
      boolean ofBroker = brokerKills > 0 && kill % (all / brokerKills) == all / brokerKills / 2;
      if (ofBroker) {
        broker.destroyForcibly().waitFor();
        say("%,d records: broker killed", sent.get());
        Thread.sleep(1000);
        startBroker();
      } else {
        // Every second one as soon as a checkpoint is complete, before its transactions commit.
        boolean aim = kill % 2 == 0 && awaitCheckpoint();
        cluster.killTaskManager();
        aimed += aim ? 1 : 0;
        say("%,d records: task manager killed%s", sent.get(), aim ? " at a checkpoint" : "");
        cluster.startTaskManager();
      }
    }
  }

  private boolean awaitCheckpoint() throws Exception {
    long before = newestCheckpoint();
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() < deadline) {
      if (newestCheckpoint() > before) {
        return true;
      }
      Thread.sleep(1);
    }
    return false;
  }

  private long newestCheckpoint() {
    return RetainedCheckpoints.newest(checkpoints)
        .map(path -> Long.parseLong(path.getFileName().toString().substring("chk-".length())))
        .orElse(0L);
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
    FeedbackSettings settings =
        FeedbackSettings.of(
            kafka,
            Duration.ofSeconds(windowSeconds),
            SETTLE,
            new Limits(1 << 20, 20, 1_000_000_000),
            Tokens.WORDS);
    List<String> findings = new ArrayList<>();
    Oracle oracle = new Oracle(kafka, settings, findings::add);
    oracle.check();
    findings.stream().sorted().limit(50).forEach(System.out::println);
    System.out.printf(
        "{\"events\": %d, \"taskManagerKills\": %d, \"atACheckpoint\": %d, \"brokerKills\": %d,"
            + " \"labels\": %d, \"deadLetters\": %d, \"findings\": %d}%n",
        sent.get(), kills, aimed, brokerKills, oracle.labels(), oracle.letters(), findings.size());
    return findings.isEmpty() ? 0 : 1;
  }

  @FormatMethod
  private static void say(String message, Object... values) {
    System.out.println(message.formatted(values));
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new OracleRun()).execute(args));
  }
}
