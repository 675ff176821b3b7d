package dev.medley.kafka.control;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.CompactedTopic;
import dev.medley.kafka.Place;
import dev.medley.schemas.Control;
import dev.medley.schemas.Topic;
import dev.medley.schemas.names.RecordRules;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators ask of each task, as {@code control} says it now. Polled by one thread, read by
 * any.
 */
public final class Controls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Controls.class);
  private static final Duration AT_START = Duration.ofMillis(50);

  private final CompactedTopic<Control> topic;
  private final Map<String, Control> tasks = new ConcurrentHashMap<>();

  private Controls(CompactedTopic<Control> topic) {
    this.topic = topic;
  }

  /** Knows nothing until it is polled. */
  public static Controls follow(Cluster cluster) {
    return new Controls(
        CompactedTopic.follow(cluster, Topic.CONTROL, Control.class, Controls::fits));
  }

  static boolean fits(String key, Control control) {
    return key.equals(control.getTask());
  }

  /** Whether a request may be made of a task: {@link #fits}, and it breaks no rule of names. */
  static boolean holds(String key, Control control) {
    return fits(key, control) && RecordRules.fault(control).isEmpty();
  }

  /**
   * Takes what was asked until now, so that a pause holds from the first label on.
   *
   * @param within how long no record may come
   * @throws org.apache.kafka.common.errors.TimeoutException where none comes for longer, with what
   *     it waits for
   */
  public void readToEnd(Duration within) {
    topic.readToEnd(within, new Requests());
  }

  /** Takes what has come, without waiting once all was taken that was asked before. */
  public void poll() {
    topic.poll(topic.caughtUp() ? Duration.ZERO : AT_START, new Requests());
  }

  /** Whether all that was asked before the first poll is known. */
  public boolean caughtUp() {
    return topic.caughtUp();
  }

  /** What is asked of a task; empty for nothing. */
  public Optional<Control> of(String task) {
    return Optional.ofNullable(tasks.get(task));
  }

  /** Ends a poll that is going on with a WakeupException; for any thread. */
  public void wakeup() {
    topic.wakeup();
  }

  @Override
  public void close() {
    topic.close();
  }

  private final class Requests implements CompactedTopic.Listener<Control> {
    @Override
    public void put(String task, Control control, Place place) {
      Optional<String> fault = RecordRules.fault(control);
      if (fault.isPresent()) {
        unreadable(place, fault.get());
        return;
      }
      tasks.put(task, control);
      LOG.atInfo()
          .addKeyValue("task", task)
          .addKeyValue("mode", control.getMode())
          .addKeyValue("pinnedArm", control.getPinnedArm())
          .addKeyValue("pausedAt", control.getPausedAt())
          .log("Control taken");
    }

    @Override
    public void removed(String task) {
      tasks.remove(task);
      LOG.atInfo().addKeyValue("task", task).log("Control taken: nothing is asked any more");
    }

    @Override
    public void unreadable(Place place, String reason) {
      LOG.atWarn()
          .addKeyValue("record", place)
          .addKeyValue("reason", reason)
          .log("Control ignored; what was asked before holds");
    }
  }
}
