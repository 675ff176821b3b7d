package dev.medley.learner.state;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/** A checkpoint that is still on Kafka, and where its chunks are, so that they can be removed. */
public record PublishedVersion(long version, int chunks, int partition) {
  /**
   * The newest of those before it and itself, oldest first.
   *
   * @param most so many of them
   * @param kept which of the others stay
   */
  public List<PublishedVersion> after(List<PublishedVersion> before, int most, LongPredicate kept) {
    List<PublishedVersion> all = new ArrayList<>(before);
    all.add(this);
    List<PublishedVersion> older = all.subList(0, Math.max(0, all.size() - most));
    older.removeIf(old -> !kept.test(old.version()));
    return List.copyOf(all);
  }
}
