package dev.medley.subscriber;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Control;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators ask of each task, as `control` says it now. Readable from any thread. */
final class Controls implements TableFeed.Sink<Control>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Controls.class);

  private final TableFeed<Control> feed;
  private final Map<String, Control> tasks = new ConcurrentHashMap<>();

  Controls(Cluster cluster) {
    this.feed = new TableFeed<>(cluster, Topic.CONTROL, Control.class);
  }

  /** Takes what has come, without waiting; for one thread. */
  void poll() {
    // Reading up to the end takes several polls, each of which may wait a moment.
    feed.poll(feed.startRead() ? Duration.ZERO : Duration.ofMillis(50), this);
  }

  boolean startRead() {
    return feed.startRead();
  }

  Optional<Control> of(String task) {
    return Optional.ofNullable(tasks.get(task));
  }

  /** Whether a checkpoint need not wait for a pause to end. */
  boolean takes(Checkpoint checkpoint) {
    Instant pausedAt = of(checkpoint.getTask()).map(Control::getPausedAt).orElse(null);
    return pausedAt == null || !checkpoint.getCreatedAt().isAfter(pausedAt);
  }

  @Override
  public void published(String position, String key, Control control) {
    if (!control.getTask().equals(key)) {
      LOG.atWarn().addKeyValue("record", position).log("Control ignored: its key is not its task");
      return;
    }
    tasks.put(key, control);
    LOG.atInfo()
        .addKeyValue("task", key)
        .addKeyValue("mode", control.getMode())
        .addKeyValue("pinnedArm", control.getPinnedArm())
        .addKeyValue("pausedAt", control.getPausedAt())
        .log("Control taken");
  }

  @Override
  public void withdrawn(String key) {
    tasks.remove(key);
  }

  @Override
  public void unreadable(String position, SerializationException reason) {
    LOG.atWarn()
        .addKeyValue("record", position)
        .addKeyValue("reason", reason.getMessage())
        .log("Control ignored; what was asked before holds");
  }

  void wakeup() {
    feed.wakeup();
  }

  @Override
  public void close() {
    feed.close();
  }
}
