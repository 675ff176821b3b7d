package dev.medley.learner.member;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The one thread that trains all members of a process. Thread-safe. */
public final class TrainingThread {
  private final AtomicInteger members = new AtomicInteger(1);
  private final AtomicLong movedAt = new AtomicLong(System.nanoTime());

  /** So many members share it. */
  public void share(int count) {
    members.set(Math.max(1, count));
  }

  /** How many share it. */
  public int members() {
    return members.get();
  }

  /** It has come on. */
  public void moved() {
    movedAt.set(System.nanoTime());
  }

  /** For how long it has not come on. */
  public Duration still() {
    return Duration.ofNanos(System.nanoTime() - movedAt.get());
  }
}
