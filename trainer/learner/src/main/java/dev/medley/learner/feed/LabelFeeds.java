package dev.medley.learner.feed;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiPredicate;
import org.apache.kafka.clients.admin.Admin;

/** A process's label topics, each read once for all members that are opened on it. Thread-safe. */
public final class LabelFeeds implements AutoCloseable {
  private static final Duration CLOSES_WITHIN = Duration.ofSeconds(1);

  private final Cluster cluster;
  private final Admin admin;
  private final BiPredicate<Topic, String> tasks;
  private final Room room;
  private final Map<Topic, LabelFeed> feeds = new EnumMap<>(Topic.class);

  public LabelFeeds(Cluster cluster) {
    this(cluster, (topic, task) -> false);
  }

  /**
   * Feeds that tell of tasks.
   *
   * @param tasks is told, by the thread that reads, of each task that is met on a topic; says
   *     whether its labels are to be counted from then on
   */
  public LabelFeeds(Cluster cluster, BiPredicate<Topic, String> tasks) {
    this(cluster, tasks, Room.ofHeap());
  }

  LabelFeeds(Cluster cluster, BiPredicate<Topic, String> tasks, Room room) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.admin = Admin.create(cluster.client());
    this.tasks = tasks;
    this.room = room;
  }

  /** A label topic's. */
  public synchronized LabelFeed of(Topic topic) {
    return feeds.computeIfAbsent(
        topic,
        added -> new LabelFeed(cluster, added, admin, room, task -> tasks.test(added, task)));
  }

  /** A client that all may use. */
  public Admin admin() {
    return admin;
  }

  /** How often a label was decoded, in all. */
  public synchronized long decoded() {
    return feeds.values().stream().mapToLong(LabelFeed::decoded).sum();
  }

  /** Labels that were read for all, in all. */
  public synchronized long read() {
    return feeds.values().stream().mapToLong(LabelFeed::read).sum();
  }

  @Override
  public synchronized void close() {
    feeds.values().forEach(LabelFeed::close);
    admin.close(CLOSES_WITHIN);
  }
}
