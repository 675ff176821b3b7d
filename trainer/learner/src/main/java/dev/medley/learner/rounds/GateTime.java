package dev.medley.learner.rounds;

import java.time.Duration;
import java.util.Optional;

/**
 * How much of the training thread's time gates take: of each member's equal part no more than their
 * share, and of all of it, so that hundreds of members whose first checkpoints are due at once go
 * on learning meanwhile. Not thread-safe.
 */
public final class GateTime {
  private int members = 1;
  private Duration newest = Duration.ZERO;
  private long restsUntil = System.nanoTime();

  /** So many members have something to do, and share the time. */
  public void sharedBy(int busy) {
    members = Math.max(1, busy);
  }

  /**
   * Whether a member's gate may look: of its part of the time, it has left the rest to learning.
   *
   * @param since its last look began, or the member was opened
   * @param last how long its last look took; empty where this is its first, which may take as long
   *     as the newest of any
   * @param share of the time that gates may take, in (0, 1]
   */
  boolean isLeft(Duration since, Optional<Duration> last, double share) {
    double part = (double) since.toNanos() / members;
    double learnt = part - last.orElse(Duration.ZERO).toNanos();
    return !isResting() && learnt >= rest(last.orElse(newest), share);
  }

  private boolean isResting() {
    return System.nanoTime() - restsUntil < 0;
  }

  /** A gate has looked for so long. */
  void took(Duration time, double share) {
    newest = time;
    restsUntil = System.nanoTime() + rest(time, share);
  }

  private static long rest(Duration look, double share) {
    return Math.round(look.toNanos() * (1 / share - 1));
  }
}
