package dev.medley.learner;

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

  int size() {
    return elements.size();
  }

  /** All of them, oldest first. */
  List<T> all() {
    return List.copyOf(elements);
  }

  /** The newest few, oldest first. */
  List<T> last(int count) {
    List<T> all = all();
    return all.subList(Math.max(0, all.size() - count), all.size());
  }
}
