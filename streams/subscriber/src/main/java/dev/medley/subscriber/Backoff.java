package dev.medley.subscriber;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits longer after each failure in a row, until something succeeds or the owner closes. */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private final CountDownLatch closed;
  private Duration next = FIRST;

  Backoff(CountDownLatch closed) {
    this.closed = closed;
  }

  /** Whether nothing failed since the last success. */
  boolean isFresh() {
    return next.equals(FIRST);
  }

  void succeeded() {
    next = FIRST;
  }

  void failed() {
    try {
      // Whether it was closed is the caller's loop to ask.
      boolean unused = closed.await(next.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    next = next.multipliedBy(2).compareTo(LONGEST) < 0 ? next.multipliedBy(2) : LONGEST;
  }
}
