package dev.medley.learner.memory;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

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

  /** Changes a value that is there; its key grows no younger. */
  void change(K key, UnaryOperator<V> change) {
    values.computeIfPresent(key, (same, value) -> change.apply(value));
  }

  /** Oldest first. */
  Map<K, V> all() {
    return new LinkedHashMap<>(values);
  }
}
