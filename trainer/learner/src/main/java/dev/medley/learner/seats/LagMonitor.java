package dev.medley.learner.seats;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.learner.feed.Frontier;
import dev.medley.learner.feed.TaskLabels;
import dev.medley.learner.journal.GroupOffsets;
import dev.medley.learner.settings.MemberId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far members are behind: their own labels on the log, behind the offsets that the broker has
 * of their groups. A thread of its own asks, so that this is right whatever the training thread
 * does; where Kafka does not answer, what was known last stays, with its age.
 */
final class LagMonitor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LagMonitor.class);
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);
  private static final double RATE_SECONDS = 60;

  /**
   * A member's.
   *
   * @param labels of its own that it has not committed
   * @param oldest when the oldest of them was written; empty where there is none
   * @param perSecond own labels that it commits, over the last minute or so
   * @param measuredAt when that was so
   */
  record Lag(long labels, Optional<Instant> oldest, double perSecond, Instant measuredAt) {
    /** Seconds since the oldest was written, up to now; 0 where there is none. */
    double seconds() {
      return oldest.map(written -> secondsSince(written)).orElse(0.0);
    }

    /** Seconds until none is left, if no more come; infinite where it commits nothing. */
    double etaSeconds() {
      return labels == 0 ? 0 : labels / perSecond;
    }

    double ageSeconds() {
      return secondsSince(measuredAt);
    }

    private static double secondsSince(Instant time) {
      return Math.max(0, Duration.between(time, Instant.now()).toMillis() / 1e3);
    }
  }

  private record Watched(TaskLabels own, long arrived, Lag lag) {}

  private final Admin admin;
  private final Cluster cluster;
  private final Runnable afterwards;
  private final Map<MemberId, Watched> members = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::run, "lag");
  private volatile boolean closed;
  private boolean away;

  /**
   * Knows nobody yet.
   *
   * @param afterwards is run each time it asked, answered or not
   */
  LagMonitor(Admin admin, Cluster cluster, Runnable afterwards) {
    this.admin = requireNonNull(admin, "admin is null");
    this.cluster = cluster;
    this.afterwards = afterwards;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void watch(MemberId member, TaskLabels own) {
    members.putIfAbsent(
        member, new Watched(own, own.arrived(), new Lag(0, Optional.empty(), 0, Instant.EPOCH)));
  }

  /** Empty where it is not known yet. */
  Optional<Lag> of(MemberId member) {
    return Optional.ofNullable(members.get(member))
        .map(Watched::lag)
        .filter(lag -> !lag.measuredAt().equals(Instant.EPOCH));
  }

  private void run() {
    try {
      while (!closed) {
        try {
          measure();
          afterwards.run();
        } catch (RuntimeException e) {
          if (!closed) {
            LOG.atError().setCause(e).log("Lag was not measured: it is tried again");
          }
        }
        Thread.sleep(EVERY.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void measure() {
    Instant now = Instant.now();
    GroupOffsets committed = GroupOffsets.of(admin, cluster, members.keySet());
    committed
        .found()
        .forEach(
            (member, read) ->
                members.computeIfPresent(member, (id, known) -> next(id, known, read, now)));
    Optional<KafkaException> failure = committed.failed().values().stream().findFirst();
    if (failure.isPresent() && !away && !closed) {
      LOG.atWarn()
          .addKeyValue("members", committed.failed().keySet())
          .addKeyValue("reason", failure.get().getMessage())
          .log("Lag can't be measured: what was known last stays, and its age rises");
    }
    away = failure.isPresent();
  }

  private static Watched next(MemberId member, Watched before, Frontier read, Instant now) {
    long arrived = before.own().arrived();
    TaskLabels.Behind behind = before.own().behind(read);
    before.own().committed(member, read);
    Lag last = before.lag();
    double rate = last.perSecond();
    if (!last.measuredAt().equals(Instant.EPOCH)) {
      double seconds = Math.max(1e-3, Duration.between(last.measuredAt(), now).toMillis() / 1e3);
      long done = Math.max(0, arrived - before.arrived() - (behind.labels() - last.labels()));
      double weight = 1 - Math.exp(-seconds / RATE_SECONDS);
      rate += weight * (done / seconds - rate);
    }
    return new Watched(before.own(), arrived, new Lag(behind.labels(), behind.oldest(), rate, now));
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(ENDS_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
