package dev.medley.learner.memory;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Values of the keys that were put last, at most so many; older keys are forgotten. */
final class NewestByKey<K, V> {
  private final int capacity;
  private final Map<K, V> values = new LinkedHashMap<>();

  NewestByKey(int capacity, Map<K, V> values) {
    this.capacity = capacity;
    values.forEach(this::put);
  }

  /** The key is the newest from now on. */
  void put(K key, V value) {
    values.remove(key);
    values.put(key, value);
    if (values.size() > capacity) {
      Iterator<K> oldest = values.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** Null for a key that is not there. */
  V get(K key) {
    return values.get(key);
  }

  /** Oldest first. */
  Map<K, V> all() {
    return new LinkedHashMap<>(values);
  }
}
