package dev.medley.learner.seats;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whose turn it is: of all that have something to do, who had the least of the thread's time, so
 * that all get equal shares of it, however long a step of theirs takes. Who had nothing to do for a
 * while begins level with the others, and saves no time up. Not thread-safe.
 *
 * <p>Virtual time, as in start-time fair queueing (Goyal, Vin and Cheng 1996).
 */
final class Turns<T> {
  private final Map<T, Long> used = new HashMap<>();
  private final Set<T> waiting = new HashSet<>();
  private long level;

  /** Who is next of those that have something to do; empty for nobody. */
  Optional<T> next(Collection<T> due) {
    Optional<T> next = Optional.empty();
    for (T one : due) {
      if (!waiting.contains(one)) {
        used.merge(one, level, Math::max);
      }
      if (next.isEmpty() || used.get(one) < used.get(next.get())) {
        next = Optional.of(one);
      }
    }
    waiting.clear();
    waiting.addAll(due);
    next.ifPresent(found -> level = Math.max(level, used.get(found)));
    return next;
  }

  /** Its turn took so long. */
  void took(T one, Duration time) {
    used.merge(one, time.toNanos(), Long::sum);
  }
}
