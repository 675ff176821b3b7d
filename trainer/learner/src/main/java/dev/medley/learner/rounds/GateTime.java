package dev.medley.learner.rounds;

import java.time.Duration;

/**
 * How much of the training thread's time the gates of all its members take together: after each
 * look they rest for as long as keeps them to their share, so that hundreds of members whose first
 * checkpoints are due at once go on learning meanwhile. Not thread-safe.
 */
public final class GateTime {
  private long restsUntil = System.nanoTime();

  /** Whether a gate may look now. */
  boolean isLeft() {
    return System.nanoTime() - restsUntil >= 0;
  }

  /**
   * A gate has looked for so long.
   *
   * @param share of the time that gates may take, in (0, 1]
   */
  void took(Duration time, double share) {
    restsUntil = System.nanoTime() + Math.round(time.toNanos() * (1 / share - 1));
  }
}
