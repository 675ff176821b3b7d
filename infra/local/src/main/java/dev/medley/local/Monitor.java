package dev.medley.local;

import dev.medley.local.Snapshot.Served;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Samples the running system each second and shows it. Used by one thread. */
final class Monitor {
  private static final int SHOW_EVERY = 10;
  private static final int GAUGES_EVERY = 5;

  private final List<String> tasks;
  private final GatewayClient gateway;
  private final KafkaGauges gauges;
  private final EditLog log;
  private final Users users;
  private final Console console;
  private final Freshness freshness = new Freshness();
  private final Instant begin = Instant.now();
  private final Map<String, Served> arms = new TreeMap<>();
  private Map<String, Long> lag = Map.of();
  private long deadLetters;
  private long versionsAtStart = -1;
  private long seconds;
  private long editsBefore;
  private Instant before = begin;
  private double editsPerSecond;

  Monitor(
      List<String> tasks,
      GatewayClient gateway,
      KafkaGauges gauges,
      EditLog log,
      Users users,
      Console console) {
    this.tasks = tasks;
    this.gateway = gateway;
    this.gauges = gauges;
    this.log = log;
    this.users = users;
    this.console = console;
  }

  /** Takes one sample; shows it where it is time to. */
  void tick() throws InterruptedException {
    sampleArms();
    if (seconds % GAUGES_EVERY == 0) {
      sampleKafka();
    }
    if (console.terminal()) {
      console.block(StatusText.block(snapshot()));
    } else if (seconds % SHOW_EVERY == 0) {
      console.block(List.of(StatusText.line(snapshot())));
    }
    seconds++;
  }

  /** Reads the broker's figures anew. */
  void sampleKafka() throws InterruptedException {
    lag = gauges.lag();
    deadLetters = gauges.deadLetters();
    Instant now = Instant.now();
    long edits = log.count();
    double elapsed = Duration.between(before, now).toMillis() / 1000.0;
    if (elapsed > 0) {
      editsPerSecond = (edits - editsBefore) / elapsed;
    }
    editsBefore = edits;
    before = now;
  }

  private void sampleArms() throws InterruptedException {
    boolean all = true;
    for (String task : tasks) {
      all &= sampleArms(task);
    }
    if (all && versionsAtStart < 0) {
      versionsAtStart = versions();
    }
  }

  private boolean sampleArms(String task) throws InterruptedException {
    try {
      Instant now = Instant.now();
      for (GatewayClient.Arm arm : gateway.ensemble(task)) {
        Optional<Duration> age = arm.newestEditAt().map(at -> Duration.between(at, now));
        age.ifPresent(freshness::add);
        arms.put(task + "/" + arm.arm(), new Served(arm.checkpoint(), arm.plays(), age));
      }
      return true;
    } catch (GatewayClient.FailedRequestException e) {
      // The serving node is being started again; users count their own failures.
      return false;
    }
  }

  private long versions() {
    return arms.values().stream().mapToLong(Served::checkpoint).sum();
  }

  /** Checkpoints of all members that came to be served since the start. */
  long checkpoints() {
    return versions() - Math.max(0, versionsAtStart);
  }

  long deadLetters() {
    return deadLetters;
  }

  long totalLag() {
    return lag.values().stream().mapToLong(Long::longValue).sum();
  }

  Freshness freshness() {
    return freshness;
  }

  private Snapshot snapshot() {
    return new Snapshot(
        Duration.between(begin, Instant.now()),
        log.count(),
        editsPerSecond,
        Map.copyOf(arms),
        log.recentCosts(),
        lag,
        deadLetters,
        users.failedRequests());
  }
}
