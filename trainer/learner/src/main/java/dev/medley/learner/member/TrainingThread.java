package dev.medley.learner.member;

import dev.medley.learner.rounds.GateTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The one thread that trains all members of a process. Thread-safe, but for its gates' time. */
public final class TrainingThread {
  private final GateTime gates = new GateTime();
  private final AtomicLong movedAt = new AtomicLong(System.nanoTime());

  /** What the gates of its members take of its time. */
  public GateTime gates() {
    return gates;
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
