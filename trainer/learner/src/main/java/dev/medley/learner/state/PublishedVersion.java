package dev.medley.learner.state;

import java.util.ArrayList;
import java.util.List;

/** A checkpoint that is still on Kafka, and where its chunks are, so that they can be removed. */
public record PublishedVersion(long version, int chunks, int partition) {
  /** The newest of those before it and itself, at most so many, oldest first. */
  public List<PublishedVersion> after(List<PublishedVersion> before, int most) {
    List<PublishedVersion> all = new ArrayList<>(before);
    all.add(this);
    return List.copyOf(all.subList(Math.max(0, all.size() - most), all.size()));
  }
}
