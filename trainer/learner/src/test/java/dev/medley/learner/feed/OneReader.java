package dev.medley.learner.feed;

import dev.medley.kafka.Cluster;
import dev.medley.learner.labels.Taken;
import dev.medley.schemas.OffsetRange;
import dev.medley.schemas.PartitionOffset;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The member a/sft alone in its process. */
final class OneReader implements AutoCloseable {
  private final LabelFeeds feeds;
  private final LabelReader reader;

  OneReader(Cluster cluster, List<PartitionOffset> next) {
    feeds = new LabelFeeds(cluster);
    try {
      reader = feeds.of(Topic.SUPERVISION).open(Readers.SFT, Frontier.of(next, null));
      reader.goOn(Frontier.of(next, null));
    } catch (RuntimeException e) {
      feeds.close();
      throw e;
    }
  }

  int available() {
    return reader.history().available();
  }

  PartitionOffset nextPlace() {
    return reader.history().nextPlace();
  }

  Taken take() {
    return reader.history().take();
  }

  Optional<Taken> take(PartitionOffset place) {
    return reader.take(place);
  }

  List<PartitionOffset> nextOffsets() {
    return reader.frontier().next();
  }

  List<OffsetRange> takeLost() {
    return reader.takeLost();
  }

  boolean caughtUp(int labels) {
    return reader.caughtUp(labels);
  }

  long lag() {
    return reader.behind().labels();
  }

  Duration oldestHere() {
    return reader.history().oldestHere();
  }

  long unreadable() {
    return reader.unreadable();
  }

  long read() {
    return feeds.read();
  }

  @Override
  public void close() {
    reader.close();
    feeds.close();
  }
}
