package dev.medley.learner.memory;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/** The newest elements, at most so many; older ones are forgotten. */
final class Newest<T> {
  private final int capacity;
  private final Deque<T> elements = new ArrayDeque<>();

  Newest(int capacity, Collection<T> elements) {
    this.capacity = capacity;
    elements.forEach(this::add);
  }

  void add(T element) {
    elements.addLast(element);
    if (elements.size() > capacity) {
      elements.removeFirst();
    }
  }

  /** Forgets them all. */
  void clear() {
    elements.clear();
  }

  /** All of them, oldest first. */
  List<T> all() {
    return List.copyOf(elements);
  }
}
