package dev.medley.learner.feed;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.learner.settings.MemberId;
import dev.medley.schemas.PartitionOffset;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * One label topic, read once for all members of a process by a thread of its own, from the first
 * offset that any of them wants to the end and on; each label is decoded once. A member whose
 * labels find no room is served apart from there on, and holds up no other. Thread-safe.
 */
public final class LabelFeed implements AutoCloseable {
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final String topic;
  private final Routes routes;
  private final LogEdges edges;
  private final LabelDecoder decoder;
  private final FeedThread thread;
  private boolean started;

  LabelFeed(Cluster cluster, Topic topic, Admin admin, Room room, Predicate<String> tasks) {
    this.topic = requireNonNull(cluster, "cluster is null").topic(topic);
    this.routes = new Routes(room);
    this.edges = new LogEdges(admin, this.topic);
    this.decoder = new LabelDecoder(cluster, topic);
    this.thread = new FeedThread(cluster, this.topic, routes, decoder, tasks);
  }

  String topic() {
    return topic;
  }

  /**
   * Begins to read, where that was not begun: at what those want first who were opened, or at an
   * earlier offset that is given; a partition that nobody spoke of from its first record.
   */
  public synchronized void begin(Map<Integer, Long> from) {
    if (!started) {
      started = true;
      thread.begin(from);
    }
  }

  /** Counts a member's own labels from now on, whether it is open or not. */
  public TaskLabels count(MemberId member) {
    TaskLabels own = routes.count(member.task());
    own.wantedBy(member);
    return own;
  }

  /** Before the first label that retention has left. */
  public Frontier first() {
    return new Frontier(
        edges.get().entrySet().stream()
            .map(edge -> new PartitionOffset(edge.getKey(), edge.getValue().first()))
            .toList(),
        Optional.empty());
  }

  /**
   * A member's labels from a frontier on; what retention has removed of them is lost ({@link
   * LabelReader#goOn}).
   *
   * @throws dev.medley.learner.settings.RefusedStateException where a partition is missing, or ends
   *     before its offset
   * @throws KafkaException where the topic can't be read
   */
  public synchronized LabelReader open(MemberId member, Frontier from) {
    check();
    Map<Integer, LogEdges.Edge> known = edges.get();
    boolean fits =
        from.next().stream()
            .allMatch(
                place ->
                    known.containsKey(place.getPartition())
                        && place.getOffset() <= known.get(place.getPartition()).end());
    Map<Integer, LogEdges.Edge> now = fits ? known : edges.ask();
    LabelReader reader;
    synchronized (routes) {
      reader = new LabelReader(this, routes, member, from, now);
      routes.add(reader);
    }
    begin(Map.of());
    return reader;
  }

  /**
   * Whether it reads, or waits for a broker or a registry that will answer.
   *
   * @throws KafkaException where it can't
   */
  void check() {
    Throwable failure = thread.failure();
    if (failure != null) {
      throw new KafkaException(
          "%s can't be read: %s".formatted(topic, failure.getMessage()), failure);
    }
  }

  /** Whether all that is on the topic now was read; false where that is not known yet. */
  boolean isAtEnd() {
    return thread.isAtEnd(FRESH);
  }

  long decoded() {
    return decoder.decoded();
  }

  long read() {
    return thread.read();
  }

  long unreadable() {
    return decoder.unreadable();
  }

  @Override
  public void close() {
    thread.close();
  }
}
