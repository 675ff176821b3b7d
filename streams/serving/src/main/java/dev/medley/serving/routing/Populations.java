package dev.medley.serving.routing;

import dev.medley.ensemble.ArmState;
import dev.medley.ensemble.Policy;
import dev.medley.ensemble.Population;
import dev.medley.ensemble.Thompson;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a task starts from: the statistics of other tasks, at most {@value #MOST} of them. Fitted
 * aside and seldom; a request takes the last fit, or none where there is none yet. Thread-safe.
 */
final class Populations {
  private static final Logger LOG = LoggerFactory.getLogger(Populations.class);
  private static final long EVERY_NANOS = Duration.ofMinutes(5).toNanos();
  private static final int MOST = 64;

  private final Policy policy;
  private final Supplier<Set<String>> tasks;
  private final Function<String, Map<String, ArmState>> arms;
  private final Map<String, Fit> fits = new ConcurrentHashMap<>();
  private final AtomicBoolean fitting = new AtomicBoolean();

  /**
   * @param at of {@link System#nanoTime}
   */
  private record Fit(Population population, long at) {}

  /**
   * @param tasks that have members
   * @param arms of a task
   */
  Populations(
      Policy policy, Supplier<Set<String>> tasks, Function<String, Map<String, ArmState>> arms) {
    this.policy = policy;
    this.tasks = tasks;
    this.arms = arms;
  }

  /** What is known of tasks beside one. */
  Population beside(String task) {
    Fit last = fits.get(task);
    boolean isOld = last == null || System.nanoTime() - last.at() > EVERY_NANOS;
    if (isOld && policy instanceof Thompson thompson && fitting.compareAndSet(false, true)) {
      CompletableFuture<Void> unused =
          CompletableFuture.runAsync(() -> fit(task, thompson))
              .whenComplete((done, error) -> ended(task, error));
    }
    return last == null ? Population.NONE : last.population();
  }

  private void fit(String task, Thompson thompson) {
    Set<String> known = tasks.get();
    fits.keySet().retainAll(known);
    if (!known.contains(task)) {
      return; // Anybody may name a task.
    }
    List<Map<String, ArmState>> others =
        known.stream()
            .filter(other -> !other.equals(task))
            // Others for each task, and the same on all nodes.
            .sorted(Comparator.comparingInt(other -> (task + "/" + other).hashCode()))
            .limit(MOST)
            .map(arms)
            .toList();
    fits.put(task, new Fit(Population.of(others, thompson), System.nanoTime()));
  }

  private void ended(String task, Throwable error) {
    fitting.set(false);
    if (error != null) {
      LOG.atWarn()
          .addKeyValue("task", task)
          .addKeyValue("reason", error.toString())
          .log("What other tasks say of a task's arms can't be told: it learns by itself");
    }
  }
}
