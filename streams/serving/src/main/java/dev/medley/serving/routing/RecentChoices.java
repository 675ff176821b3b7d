package dev.medley.serving.routing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * This node's choices of the last moments, which the shared statistics do not know of yet: a burst
 * would else all go to one arm. Thread-safe.
 */
final class RecentChoices {
  private static final long WITHIN_NANOS = Duration.ofSeconds(2).toNanos();

  private final Map<String, Deque<Long>> byArm = new HashMap<>();

  synchronized void add(String armKey) {
    byArm.computeIfAbsent(armKey, key -> new ArrayDeque<>()).addLast(System.nanoTime());
  }

  synchronized long count(String armKey) {
    Deque<Long> times = byArm.get(armKey);
    if (times == null) {
      return 0;
    }
    while (!times.isEmpty() && System.nanoTime() - times.peekFirst() > WITHIN_NANOS) {
      times.removeFirst();
    }
    return times.size();
  }
}
