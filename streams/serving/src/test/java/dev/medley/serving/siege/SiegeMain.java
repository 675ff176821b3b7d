package dev.medley.serving.siege;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.serving.Client;
import dev.medley.serving.ServingMain;
import dev.medley.serving.siege.HonestClients.Seen;
import dev.medley.standalone.Ports;
import dev.medley.testing.JavaProcess;
import dev.medley.testing.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A node with keys, at the memory that compose gives it, under attacks in turn and together while
 * honest clients chat: {@code SiegeMain FOLDER SECONDS [ATTACK…]}, seconds of each attack. Prints a
 * table, and as its last line JSON.
 */
final class SiegeMain {
  private static final long READY_MILLIS = 90_000;
  private static final long RECOVER_MILLIS = 30_000;
  private static final double RECOVERED = 2;

  /** Compose's 3 GiB, of which Java's heap takes 60 %. */
  private static final String HEAP = "1843m";

  private final int port = Ports.free();
  private final HonestClients honest = new HonestClients(port, "good");
  private final Path folder;
  private final Cluster cluster;
  private final long seconds;
  private JavaProcess node;
  private int deaths;
  private int failed;
  private double worstRatio;
  private double worstRecovery;
  private long resident;

  private SiegeMain(Path folder, Cluster cluster, long seconds) {
    this.folder = folder;
    this.cluster = cluster;
    this.seconds = seconds;
  }

  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    List<Attack> attacks = new ArrayList<>();
    for (String name : List.of(args).subList(2, args.length)) {
      attacks.add(Attack.valueOf(name));
    }
    boolean held;
    try (Platform platform = new Platform(folder)) {
      SiegeMain siege = new SiegeMain(folder, Topics.fresh(platform, 2), Long.parseLong(args[1]));
      held = siege.run(attacks.isEmpty() ? List.of(Attack.values()) : attacks);
    }
    System.exit(held ? 0 : 1);
  }

  private boolean run(List<Attack> attacks) throws Exception {
    start();
    try {
      honest.chatUntil(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
      Seen before = honest.chatUntil(System.nanoTime() + TimeUnit.SECONDS.toNanos(2 * seconds));
      row("before", before, 1, 0);
      for (Attack attack : attacks) {
        stand(attack.words(), List.of(attack), before);
      }
      if (attacks.size() > 1) {
        stand("all of them together", attacks, before);
      }
    } finally {
      node.kill();
    }
    System.out.printf(
        Locale.ROOT,
        "{\"nodeDeaths\": %d, \"honestFailed\": %d, \"honestP99Ratio\": %.2f,"
            + " \"recoverSeconds\": %.1f, \"residentMiB\": %d}%n",
        deaths,
        failed,
        worstRatio,
        worstRecovery,
        resident);
    return deaths == 0 && failed == 0 && worstRatio <= 5 && worstRecovery <= 5;
  }

  private void stand(String name, List<Attack> attacks, Seen before) throws Exception {
    Seen during;
    List<Thread> threads = new ArrayList<>();
    try (Target target = new Target(port, "evil")) {
      attacks.forEach(attack -> threads.addAll(attack.start(target)));
      during = honest.chatUntil(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
    }
    long end = System.nanoTime();
    resident = Math.max(resident, resident());
    double recovery = recover(end, before.percentile(0.99));
    for (Thread thread : threads) {
      thread.join(RECOVER_MILLIS);
    }
    double ratio = during.percentile(0.99) / before.percentile(0.99);
    failed += during.failed();
    worstRatio = Math.max(worstRatio, ratio);
    worstRecovery = Math.max(worstRecovery, recovery);
    row(name, during, ratio, recovery);
    if (!node.isAlive()) {
      deaths++;
      start();
    }
  }

  /** Seconds until a chat takes about what it took before. */
  private double recover(long since, double p99) {
    Client client = new Client(port).withKey("good");
    long end = since + TimeUnit.MILLISECONDS.toNanos(RECOVER_MILLIS);
    while (node.isAlive() && System.nanoTime() < end) {
      if (honest.chatOnce(client) <= RECOVERED * p99 && isScraped()) {
        break;
      }
    }
    return (System.nanoTime() - since) / 1e9;
  }

  private boolean isScraped() {
    try {
      return new Client(port).getText("/metrics").statusCode() == 200;
    } catch (Exception e) {
      return false;
    }
  }

  private void row(String name, Seen seen, double ratio, double recovery) {
    System.out.printf(
        Locale.ROOT,
        "%-52s %5d chats, %3d failed, p50 %6.0f ms, p99 %6.0f ms (%.1f times), well after %.1f s,"
            + " %d MiB%n",
        name,
        seen.millis().size(),
        seen.failed(),
        seen.percentile(0.5),
        seen.percentile(0.99),
        ratio,
        recovery,
        resident());
  }

  private void start() throws Exception {
    Path keys = folder.resolve("api-keys");
    Files.writeString(keys, line("good") + line("evil"));
    node =
        JavaProcess.of(ServingMain.class)
            .heap(HEAP)
            .jvm("-Dlogback.configurationFile=logback-test.xml", "-XX:+ExitOnOutOfMemoryError")
            .jvm("-XX:TieredStopAtLevel=1", "-XX:TrimNativeHeapInterval=10000")
            .arguments(
                "--bootstrap-servers=" + cluster.brokers(),
                "--schema-registry=" + cluster.registry(),
                "--topic-prefix=" + cluster.prefix(),
                "--model=" + Path.of("../../trainer/lm/model").toAbsolutePath(),
                "--data=" + folder.resolve("node"),
                "--adapter-memory=512",
                "--api-keys=" + keys,
                "--port=" + port)
            .start(folder.resolve("node.log"));
    long deadline = System.currentTimeMillis() + READY_MILLIS;
    while (!isReady()) {
      if (!node.isAlive() || System.currentTimeMillis() > deadline) {
        throw new IllegalStateException("The node was not ready: " + node.log());
      }
      Thread.sleep(100);
    }
  }

  private boolean isReady() {
    try {
      return new Client(port).getText("/health/ready").statusCode() == 200;
    } catch (Exception e) {
      return false;
    }
  }

  private static String line(String key) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
    return "%s %s *\n".formatted(key, HexFormat.of().formatHex(hash));
  }

  /** MiB of memory that the node has; 0 where it is dead. */
  private long resident() {
    try {
      return Files.readAllLines(Path.of("/proc/" + node.pid() + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }
}
