package dev.medley.serving.events;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * How far this machine's clock is from the brokers', as their acknowledgements tell, which carry
 * the time of the append. For a while after one it goes by the time that has passed, so that a
 * clock that is set meanwhile is seen, too. Thread-safe.
 */
public final class BrokerClock {
  /** Well below what the feedback job takes ({@code AHEAD}), well above a broker's own error. */
  public static final Duration MOST = Duration.ofMinutes(1);

  /** A node that is out of service hears nothing more: what it knew must not keep it there. */
  private static final Duration KNOWN_FOR = Duration.ofMinutes(5);

  private static final Logger LOG = LoggerFactory.getLogger(BrokerClock.class);

  private final InstantSource clock;
  private final LongSupplier nanos;

  /** The broker's time when {@link System#nanoTime} was 0, at the least and at the most. */
  private long least;

  private long most;
  private boolean heard;
  private long heardAt;
  private boolean wrong;

  /**
   * @param clock the machine's
   * @param nanos {@link System#nanoTime}
   */
  BrokerClock(InstantSource clock, LongSupplier nanos) {
    this.clock = clock;
    this.nanos = nanos;
  }

  /**
   * A record was appended.
   *
   * @param sentAt by the nanos' time
   * @param appendedAt by the broker's, in milliseconds
   */
  synchronized void heard(long sentAt, long appendedAt) {
    heardAt = nanos.getAsLong();
    least = appendedAt - TimeUnit.NANOSECONDS.toMillis(heardAt);
    most = appendedAt - TimeUnit.NANOSECONDS.toMillis(sentAt);
    heard = true;
  }

  /** How far the clock is ahead at the least; negative where it is behind. Zero is not known. */
  public synchronized Duration ahead() {
    if (!heard || nanos.getAsLong() - heardAt > KNOWN_FOR.toNanos()) {
      return Duration.ZERO;
    }
    long passed = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong());
    long now = clock.millis();
    long ahead = Math.max(0, now - (most + passed)) + Math.min(0, now - (least + passed));
    return Duration.ofMillis(ahead);
  }

  /** Whether it is near enough; says so where that changes. */
  public synchronized boolean isRight() {
    Duration ahead = ahead();
    boolean right = ahead.abs().compareTo(MOST) <= 0;
    if (right == wrong) {
      wrong = !right;
      LOG.atLevel(wrong ? Level.ERROR : Level.INFO)
          .addKeyValue("ahead", ahead)
          .addKeyValue("taken", MOST)
          .log(
              wrong
                  ? "This machine's clock is not the brokers': what is sent may be refused, set it"
                  : "This machine's clock is the brokers' again");
    }
    return right;
  }
}
