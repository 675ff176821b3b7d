package dev.medley.local.status;

import dev.medley.local.status.Snapshot.Served;
import dev.medley.local.users.GatewayClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What each task's arms serve, as the gateway tells, and how fresh that was. Used by one thread.
 */
public final class Arms {
  private final List<String> tasks;
  private final GatewayClient gateway;
  private final Freshness freshness = new Freshness();
  private final Map<String, Served> served = new TreeMap<>();
  private long versionsAtStart = -1;

  public Arms(List<String> tasks, GatewayClient gateway) {
    this.tasks = tasks;
    this.gateway = gateway;
  }

  /** Takes one sample. */
  public void sample() throws InterruptedException {
    boolean all = true;
    for (String task : tasks) {
      all &= sample(task);
    }
    if (all && versionsAtStart < 0) {
      versionsAtStart = versions();
    }
  }

  private boolean sample(String task) throws InterruptedException {
    try {
      Instant now = Instant.now();
      for (GatewayClient.Arm arm : gateway.ensemble(task)) {
        Optional<Duration> age = arm.newestEditAt().map(at -> Duration.between(at, now));
        age.ifPresent(freshness::add);
        served.put(task + "/" + arm.arm(), new Served(arm.checkpoint(), arm.plays(), age));
      }
      return true;
    } catch (GatewayClient.FailedRequestException e) {
      // The serving node is being started again; users count their own failures.
      return false;
    }
  }

  private long versions() {
    return served.values().stream().mapToLong(Served::checkpoint).sum();
  }

  /** The newest sample, by task/arm. */
  Map<String, Served> served() {
    return Map.copyOf(served);
  }

  /** Checkpoints of all members that came to be served since the first sample. */
  long checkpoints() {
    return versions() - Math.max(0, versionsAtStart);
  }

  Freshness freshness() {
    return freshness;
  }
}
