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

  /** How long the newest look of any gate took: the best guess for a member that never had one. */
  Duration newest() {
    return newest;
  }

  /**
   * Whether a member's gate may look now.
   *
   * @param since its last look, or its opening
   * @param took how long that look took
   * @param share of the time that gates may take, in (0, 1]
   */
  boolean isLeft(Duration since, Duration took, double share) {
    return System.nanoTime() - restsUntil >= 0
        && since.toNanos() >= took.toNanos() * (members / share - 1);
  }

  /** A gate has looked for so long. */
  void took(Duration time, double share) {
    newest = time;
    restsUntil = System.nanoTime() + Math.round(time.toNanos() * (1 / share - 1));
  }
}
