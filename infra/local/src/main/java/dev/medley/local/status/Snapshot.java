package dev.medley.local.status;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the status shows of one moment.
 *
 * @param arms what each task/arm serves now
 * @param recentCosts mean cost of each task/arm's last 100 edits
 * @param lag records that each consumer group is behind
 */
record Snapshot(
    Duration running,
    long edits,
    double editsPerSecond,
    Map<String, Served> arms,
    Map<String, Double> recentCosts,
    Map<String, Long> lag,
    long deadLetters,
    long failedRequests) {

  /**
   * One arm as it serves.
   *
   * @param checkpoint version; 0 for the base
   * @param freshness age of the newest edit in it; empty for the base
   */
  record Served(long checkpoint, long plays, Optional<Duration> freshness) {}
}
