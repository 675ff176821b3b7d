package dev.medley.learner.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Labels of one partition, counted in so many stretches at most. Not thread-safe. */
final class Stretches {
  static final int MOST = 2048;

  /**
   * Labels from one offset to another.
   *
   * @param last offset of the last
   * @param oldest timestamp of the oldest, in milliseconds
   */
  record Stretch(long first, long last, long count, long oldest) {
    private Stretch with(Stretch next) {
      return new Stretch(first, next.last, count + next.count, Math.min(oldest, next.oldest));
    }

    /** How many lie at an offset or behind; taken as evenly spread where it lies within. */
    long countFrom(long offset) {
      if (offset <= first) {
        return count;
      }
      return offset > last ? 0 : Math.max(1, count * (last - offset + 1) / (last - first + 1));
    }
  }

  private List<Stretch> stretches = new ArrayList<>();

  void add(long offset, long timestamp) {
    stretches.add(new Stretch(offset, offset, 1, timestamp));
    if (stretches.size() > 2 * MOST) {
      mergePairs();
    }
  }

  /** The newest stay exact. */
  private void mergePairs() {
    List<Stretch> merged = new ArrayList<>();
    int exact = stretches.size() - MOST;
    for (int i = 0; i < exact; i += 2) {
      boolean pair = i + 1 < exact;
      merged.add(pair ? stretches.get(i).with(stretches.get(i + 1)) : stretches.get(i));
    }
    merged.addAll(stretches.subList(exact, stretches.size()));
    stretches = merged;
  }

  void forget(long before) {
    int gone = 0;
    while (gone < stretches.size() && stretches.get(gone).last() < before) {
      gone++;
    }
    stretches.subList(0, gone).clear();
  }

  void forEach(Consumer<Stretch> each) {
    stretches.forEach(each);
  }

  /** Where the first may lie at an offset or behind. */
  long firstFrom(long offset, long otherwise) {
    for (Stretch stretch : stretches) {
      if (stretch.last() >= offset) {
        return Math.max(offset, stretch.first());
      }
    }
    return otherwise;
  }
}
