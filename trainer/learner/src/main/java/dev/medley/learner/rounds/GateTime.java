package dev.medley.learner.rounds;

import java.time.Duration;

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
   * Whether a member's gate may look again.
   *
   * @param since its last look
   * @param took how long that took, of the member's part of the time
   * @param share of the time that gates may take, in (0, 1]
   */
  boolean isLeft(Duration since, Duration took, double share) {
    return !isResting() && since.toNanos() >= took.toNanos() * (members / share - 1);
  }

  /**
   * Whether a member's gate may look for the first time: as long as the newest look of any gate
   * took, the member has learnt before.
   *
   * @param since the member's opening
   */
  boolean isLeftForFirst(Duration since, double share) {
    return !isResting() && since.toNanos() >= newest.toNanos() * members * (1 / share - 1);
  }

  private boolean isResting() {
    return System.nanoTime() - restsUntil < 0;
  }

  /** A gate has looked for so long. */
  void took(Duration time, double share) {
    newest = time;
    restsUntil = System.nanoTime() + Math.round(time.toNanos() * (1 / share - 1));
  }
}
