package dev.medley.local.status;

import dev.medley.local.terminal.Console;
import dev.medley.local.users.EditLog;
import dev.medley.local.users.Users;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Samples the running system each second and shows it. Used by one thread. */
public final class Monitor {
  private static final int SHOW_EVERY = 10;
  private static final int GAUGES_EVERY = 5;

  private final Arms arms;
  private final KafkaGauges gauges;
  private final EditLog log;
  private final Users users;
  private final Console console;
  private final Instant begin = Instant.now();
  private Optional<Map<String, Long>> lag = Optional.empty();
  private long seconds;
  private long editsBefore;
  private Instant before = begin;
  private double editsPerSecond;

  public Monitor(Arms arms, KafkaGauges gauges, EditLog log, Users users, Console console) {
    this.arms = arms;
    this.gauges = gauges;
    this.log = log;
    this.users = users;
    this.console = console;
  }

  /** Takes one sample; shows it where it is time to. */
  public void tick() throws InterruptedException {
    arms.sample();
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
  public void sampleKafka() throws InterruptedException {
    lag = gauges.lag();
    gauges.count();
    Instant now = Instant.now();
    long edits = log.count();
    double elapsed = Duration.between(before, now).toMillis() / 1000.0;
    if (elapsed > 0) {
      editsPerSecond = (edits - editsBefore) / elapsed;
    }
    editsBefore = edits;
    before = now;
  }

  /** Of all groups; without end where the broker does not say. */
  public long totalLag() {
    return lag.map(groups -> groups.values().stream().mapToLong(Long::longValue).sum())
        .orElse(Long.MAX_VALUE);
  }

  private Snapshot snapshot() {
    return new Snapshot(
        Duration.between(begin, Instant.now()),
        log.count(),
        editsPerSecond,
        arms.served(),
        log.recentCosts(),
        lag.orElse(Map.of()),
        gauges.deadLetters(),
        users.failedRequests());
  }
}
