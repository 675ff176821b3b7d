package dev.medley.learner.proofs;

import java.time.Duration;

/** Waits for what other processes do. */
public final class Patience {
  private static final long LEAST_PAUSE_MS = 100;

  private Patience() {}

  /** Something to look at, which may fail. */
  @FunctionalInterface
  public interface Look {
    boolean holds() throws Exception;
  }

  /**
   * Looks until it holds.
   *
   * @param what is waited for, for people
   * @throws IllegalStateException where the time is over before
   */
  public static void until(String what, Duration within, Look look) throws Exception {
    long deadline = System.nanoTime() + within.toNanos();
    while (true) {
      long began = System.nanoTime();
      if (look.holds()) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("Not within %s: %s".formatted(within, what));
      }
      // Who looks should not take the processor from who works.
      Thread.sleep(Math.max(LEAST_PAUSE_MS, 4 * (System.nanoTime() - began) / 1_000_000));
    }
  }
}
