package dev.medley.learner.seats;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Whose turn it is: of all that have something to do, who will have had the least of the thread's
 * time after its turn, so that all get equal shares of it, however long a step of theirs takes, and
 * a long one waits until the others have had as much. Who had nothing to do for a while begins
 * level with the others, and saves no time up. Not thread-safe.
 *
 * <p>Virtual time by finish tags, as in self-clocked fair queueing (Golestani 1994); how long a
 * turn will take is the mean of late ones of its kind.
 */
final class Turns<T> {
  /** What one turn says of its kind fades over some ten others. */
  private static final double WEIGHT = 0.1;

  /** Beyond it, one turn says no more of the others of its kind. */
  private static final long LONGEST_NANOS = Duration.ofSeconds(2).toNanos();

  private final Function<T, ?> kind;
  private final Map<T, Long> used = new HashMap<>();
  private final Map<Object, Long> expected = new HashMap<>();
  private final Set<T> waiting = new HashSet<>();
  private long level;

  /**
   * Turns of nobody yet.
   *
   * @param kind whose turns take about as long as one another
   */
  Turns(Function<T, ?> kind) {
    this.kind = kind;
  }

  /** Who is next of those that have something to do; empty for nobody. */
  Optional<T> next(Collection<T> due) {
    Optional<T> next = Optional.empty();
    for (T one : due) {
      if (!waiting.contains(one)) {
        used.merge(one, level, Math::max);
      }
      if (next.isEmpty() || finish(one) < finish(next.get())) {
        next = Optional.of(one);
      }
    }
    waiting.clear();
    waiting.addAll(due);
    // Not by what the turn turns out to take: who comes later would wait until all had that much.
    next.ifPresent(found -> level = Math.max(level, finish(found)));
    return next;
  }

  private long finish(T one) {
    return used.get(one) + expected.getOrDefault(kind.apply(one), 0L);
  }

  /** Its turn took so long. */
  void took(T one, Duration time) {
    used.merge(one, time.toNanos(), Long::sum);
    expected.merge(
        kind.apply(one),
        Math.min(time.toNanos(), LONGEST_NANOS),
        (mean, took) -> mean + Math.round(WEIGHT * (took - mean)));
  }
}
