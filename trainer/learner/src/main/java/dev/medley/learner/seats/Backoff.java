package dev.medley.learner.seats;

import dev.medley.learner.settings.MemberId;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** How long a member waits before it is opened anew; longer the more often it has to. */
final class Backoff {
  private static final Logger LOG = LoggerFactory.getLogger(Backoff.class);
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final MemberId member;
  private Duration wait = Duration.ZERO;
  private String kind = "";
  private long since = System.nanoTime();

  Backoff(MemberId member) {
    this.member = member;
  }

  /** It waits from now on, in vain or not. */
  void begin() {
    since = System.nanoTime();
  }

  /** It is opened at once. */
  void atOnce() {
    begin();
    wait = Duration.ZERO;
  }

  /**
   * It failed.
   *
   * @param opening how long it took to open: who fails after a long redo leaves the others as much
   */
  void failed(RuntimeException reason, Duration opening) {
    begin();
    wait = wait.isZero() ? FIRST : wait.multipliedBy(2);
    wait = wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    wait = wait.compareTo(opening) < 0 ? opening : wait;
    // Once for each kind of trouble: an outage lasts for many tries.
    String now = reason.getClass().getSimpleName();
    LOG.atLevel(now.equals(kind) ? Level.DEBUG : Level.WARN)
        .addKeyValue("member", member)
        .addKeyValue("reason", reason.getMessage())
        .addKeyValue("kind", now)
        .addKeyValue("retrySeconds", wait.toSeconds())
        .log("Member waits, and is then opened again from Kafka");
    kind = now;
  }

  /** It went well. */
  void succeeded() {
    wait = Duration.ZERO;
    kind = "";
  }

  boolean isOver() {
    return System.nanoTime() - since >= wait.toNanos();
  }
}
