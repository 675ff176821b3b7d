package dev.medley.learner.memory;

import dev.medley.learner.labels.ContextHash;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest contexts, at most so many. Where there are more, the oldest goes of whoever has most,
 * so that nobody who labels a lot drives out the others'.
 */
final class FairNewest {
  private final int capacity;
  private final Map<ContextHash, Watched> contexts = new LinkedHashMap<>();

  FairNewest(int capacity, Collection<Watched> contexts) {
    this.capacity = capacity;
    contexts.forEach(this::put);
  }

  /** The context is the newest from now on. */
  void put(Watched watched) {
    contexts.remove(watched.context());
    contexts.put(watched.context(), watched);
    if (contexts.size() > capacity) {
      removeOne();
    }
  }

  private void removeOne() {
    Map<Long, Integer> byAuthor = new LinkedHashMap<>();
    contexts.values().forEach(watched -> byAuthor.merge(watched.author(), 1, Integer::sum));
    int most = byAuthor.values().stream().mapToInt(count -> count).max().orElseThrow();
    contexts.values().stream()
        .filter(watched -> byAuthor.get(watched.author()) == most)
        .findFirst()
        .ifPresent(oldest -> contexts.remove(oldest.context()));
  }

  /** Oldest first. */
  List<Watched> all() {
    return List.copyOf(contexts.values());
  }
}
