package dev.medley.serving.generation.local;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Jobs that wait, taken in turn from each who asks, so that nobody waits behind all of somebody
 * else's. Where it is full, the newest of whoever has most in it makes room for who has fewer
 * (McKenney 1990, stochastic fairness queueing). Thread-safe.
 */
final class FairQueue {
  private final int most;

  /** Those whose turn comes first are first. */
  private final Map<String, Deque<Job>> waiting = new LinkedHashMap<>();

  private int size;

  FairQueue(int most) {
    this.most = most;
  }

  synchronized int size() {
    return size;
  }

  /** Takes a job in; gives back the one that finds no place now: none, this one or another. */
  synchronized Optional<Job> offer(Job job) {
    Optional<Job> out = size < most ? Optional.empty() : Optional.of(makeRoom(job));
    if (out.isEmpty() || out.get() != job) {
      waiting.computeIfAbsent(job.asker(), asker -> new ArrayDeque<>()).addLast(job);
      size++;
      notifyAll();
    }
    return out;
  }

  private Job makeRoom(Job job) {
    int own = waiting.containsKey(job.asker()) ? waiting.get(job.asker()).size() : 0;
    Map.Entry<String, Deque<Job>> longest =
        waiting.entrySet().stream()
            .max(Comparator.comparingInt(each -> each.getValue().size()))
            .orElseThrow();
    if (longest.getValue().size() <= own + 1) {
      return job;
    }
    size--;
    return longest.getValue().removeLast();
  }

  /** Takes at most so many, waiting for a first one for so long. */
  synchronized void take(List<Job> into, int count, long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = millis; size == 0 && left > 0; left = leftUntil(end)) {
      wait(left);
    }
    take(into, count);
  }

  private static long leftUntil(long end) {
    return TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
  }

  /** Takes at most so many of those that are there. */
  synchronized void take(List<Job> into, int count) {
    for (int i = 0; i < count && size > 0; i++) {
      String asker = waiting.keySet().iterator().next();
      Deque<Job> own = waiting.remove(asker);
      into.add(own.removeFirst());
      size--;
      if (!own.isEmpty()) {
        waiting.put(asker, own);
      }
    }
  }
}
