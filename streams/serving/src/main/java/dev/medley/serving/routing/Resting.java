package dev.medley.serving.routing;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Arms that fail on this node where the base does not: after some failures in a row an arm rests,
 * then is tried again, and rests anew where that fails too. What fails gives no response, so
 * statistics never hear of it. Thread-safe.
 */
final class Resting {
  private static final int MOST_IN_A_ROW = 3;
  private static final long REST_NANOS = Duration.ofMinutes(1).toNanos();

  private final Map<String, Failures> byArm = new ConcurrentHashMap<>();

  /**
   * @param until of {@link System#nanoTime}; means nothing before there are enough of them
   */
  private record Failures(int inARow, long until) {
    static final Failures NONE = new Failures(0, 0);

    Failures plus(long now) {
      return new Failures(inARow + 1, now + REST_NANOS);
    }

    boolean rests(long now) {
      return inARow >= MOST_IN_A_ROW && until - now > 0;
    }
  }

  /** One more failure of an arm; returns whether it rests from now on. */
  boolean failed(String armKey) {
    long now = System.nanoTime();
    return byArm
        .compute(armKey, (key, past) -> (past == null ? Failures.NONE : past).plus(now))
        .rests(now);
  }

  void answered(String armKey) {
    byArm.remove(armKey);
  }

  boolean rests(String armKey) {
    return byArm.getOrDefault(armKey, Failures.NONE).rests(System.nanoTime());
  }
}
