package dev.medley.learner.feed;

import static java.util.Objects.requireNonNull;

import dev.medley.learner.labels.Taken;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.schemas.LiveLane;
import dev.medley.schemas.OffsetRange;
import dev.medley.schemas.PartitionOffset;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A member's own labels, which its process's feed brings: those of a partition in their order, or,
 * while it reads new labels before older ones, those of each lane in their order. What was taken or
 * passed is what {@link #frontier()} leaves behind; what only waits is not. Thread-safe.
 */
public final class LabelReader implements AutoCloseable {
  private static final String WAY_OUT =
      "was the topic made anew? Build the member anew: learner retrain --from-beginning --as NAME";

  private final LabelFeed feed;
  private final Routes routes;
  private final MemberId member;
  private final TaskLabels own;
  private final Lanes lanes;
  private final LostLabels lost;
  private Optional<RefusedStateException> refused = Optional.empty();
  private long unreadable;

  /**
   * Reads from a frontier on; opened by its feed.
   *
   * @param edges where the topic's partitions begin and end
   */
  LabelReader(
      LabelFeed feed,
      Routes routes,
      MemberId member,
      Frontier from,
      Map<Integer, LogEdges.Edge> edges) {
    this.feed = requireNonNull(feed, "feed is null");
    this.routes = routes;
    this.member = member;
    this.own = routes.count(member.task());
    this.lanes = new Lanes(routes);
    this.lost = new LostLabels(routes, own, edges);
    own.wantedBy(member);
    from.next().forEach(place -> check(place, edges));
    Map<Integer, Long> next = Frontier.byPartition(from.next());
    edges.forEach(
        (partition, edge) ->
            add(partition, Math.max(edge.first(), next.getOrDefault(partition, 0L))));
    // Those that the feed has taken since the edges were asked for.
    routes.heads().keySet().stream()
        .filter(partition -> !lanes.knows(partition))
        .forEach(partition -> add(partition, 0));
    from.live().ifPresent(lanes::split);
  }

  /** What is not its own need not be read again. */
  private void add(int partition, long from) {
    boolean begun = routes.isBegun(partition);
    long first = begun ? own.firstFrom(partition, from, routes.head(partition)) : from;
    lanes.add(lanes.history(), partition, first);
  }

  private void check(PartitionOffset place, Map<Integer, LogEdges.Edge> edges) {
    if (!edges.containsKey(place.getPartition())) {
      throw missing(place);
    }
    long end = edges.get(place.getPartition()).end();
    if (place.getOffset() > end) {
      throw beyond(place.getPartition(), place.getOffset(), end);
    }
  }

  private RefusedStateException beyond(int partition, long next, long end) {
    return new RefusedStateException(
        "%s: next is offset %d of %s-%d, but its end is %d: %s"
            .formatted(member, next, feed.topic(), partition, end, WAY_OUT));
  }

  private RefusedStateException missing(PartitionOffset place) {
    return new RefusedStateException(
        "%s: next is offset %d of %s-%d, which is missing: %s"
            .formatted(member, place.getOffset(), feed.topic(), place.getPartition(), WAY_OUT));
  }

  MemberId member() {
    return member;
  }

  /** A partition that was added is read from its first record. */
  void added(int partition, long first) {
    if (!lanes.knows(partition)) {
      lanes.added(partition, first);
    }
  }

  List<LaneQueue> queues() {
    return lanes.queues();
  }

  /** Where a record is to wait. */
  LaneQueue queueOf(ConsumerRecord<byte[], byte[]> record) {
    return lanes.queueOf(record);
  }

  /** An own label came, or, empty, one that can't be used. */
  void came(LaneQueue queue, Optional<Taken> decoded) {
    if (decoded.isPresent()) {
      queue.lane.came(queue, decoded.get());
    } else {
      unreadable++;
    }
  }

  /**
   * Retention has removed a partition's labels before an offset.
   *
   * @param apart whether of those that are served apart alone
   */
  void removed(int partition, long earliest, boolean apart) {
    lanes
        .all()
        .filter(lane -> !apart || !lane.queue(partition).isAttached())
        .forEach(lane -> lost.of(lane, lane.queue(partition), earliest));
  }

  /** A partition ends before what was read of it, where that was so much. */
  void endsBefore(int partition, long end) {
    for (LaneQueue queue : lanes.queues(partition)) {
      long reached = queue.lane.reached(queue);
      if (reached > end) {
        refused = Optional.of(beyond(partition, reached, end));
        queue.move(end, true);
      }
    }
  }

  private void check() {
    feed.check();
    synchronized (routes) {
      if (refused.isPresent()) {
        throw refused.get();
      }
    }
  }

  /**
   * Older labels, or all, where there is one lane.
   *
   * @throws RefusedStateException where the log of a partition now ends before what was read
   * @throws org.apache.kafka.common.KafkaException where the topic can't be read
   */
  public Lane history() {
    check();
    return lanes.history();
  }

  /** New labels, where they are read before older ones. */
  public Optional<Lane> live() {
    synchronized (routes) {
      return lanes.live();
    }
  }

  /** From now on, labels of a time and later are read before older ones, in a lane of their own. */
  public void split(Instant since) {
    synchronized (routes) {
      lanes.split(since);
    }
  }

  /** Is one lane again, where no older label waits, and none was taken from among the new ones. */
  public void mergeWhereLevel() {
    synchronized (routes) {
      if (lanes.areLevel()) {
        lanes.merge();
      }
    }
  }

  /**
   * Follows what a member did that is done again: new labels are read before older ones since a
   * time, or not any more.
   */
  public void lanes(Optional<LiveLane> wanted) {
    synchronized (routes) {
      if (wanted.isPresent() && lanes.live().isEmpty()) {
        lanes.split(wanted.get().getSince());
      } else if (wanted.isEmpty()) {
        lanes.merge();
      }
    }
  }

  /**
   * Goes on at a frontier: what lies before it is dropped, and what retention has removed behind it
   * is lost.
   */
  public void goOn(Frontier from) {
    synchronized (routes) {
      lost.goOn(from);
      lanes.goOn(from);
    }
  }

  /**
   * The label at a place, for a redo; what waits before it in its lane and partition is dropped.
   * Waits for as long as the partition moves.
   *
   * @return empty where no usable label of the member lies there, or it was passed before
   * @throws org.apache.kafka.common.errors.TimeoutException where nothing has come of the partition
   *     for ten seconds
   * @throws RefusedStateException where the partition is missing, or ends before what was read
   */
  public Optional<Taken> take(PartitionOffset place) {
    synchronized (routes) {
      if (!lanes.knows(place.getPartition())) {
        throw missing(place);
      }
      return new Retaking(routes, lanes).take(place, this::check);
    }
  }

  /** What retention removed before it was read, since the last call. */
  public List<OffsetRange> takeLost() {
    synchronized (routes) {
      return lost.take();
    }
  }

  /** Where a reader goes on that knows all labels taken so far: all partitions, in their order. */
  public Frontier frontier() {
    synchronized (routes) {
      return lanes.frontier();
    }
  }

  /** Its own labels that were not taken yet. */
  public TaskLabels.Behind behind() {
    return own.behind(frontier());
  }

  /** When the oldest label that waits here was written, by its timestamp; empty where none does. */
  public Optional<Instant> oldestWritten() {
    synchronized (routes) {
      return lanes.all().flatMap(lane -> lane.oldestWritten().stream()).min(Instant::compareTo);
    }
  }

  /** Whether some of its labels did not come yet, as others wait. */
  public boolean isBehind() {
    synchronized (routes) {
      return queues().stream().anyMatch(queue -> !queue.isAttached());
    }
  }

  /** Whether all that is on the topic now was taken, but for fewer labels than so many. */
  public boolean caughtUp(int labels) {
    check();
    boolean atEnd = feed.isAtEnd();
    synchronized (routes) {
      return atEnd && !isBehind() && lanes.all().mapToInt(Lane::available).sum() < labels;
    }
  }

  /** Records that could not be read, or broke the contract's rules, and were passed since start. */
  public long unreadable() {
    synchronized (routes) {
      return unreadable + feed.unreadable();
    }
  }

  @Override
  public void close() {
    synchronized (routes) {
      routes.remove(this);
      routes.room().share(-queues().size());
    }
  }
}
