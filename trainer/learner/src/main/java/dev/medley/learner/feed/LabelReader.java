package dev.medley.learner.feed;

import static java.util.Objects.requireNonNull;

import dev.medley.learner.labels.Taken;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.schemas.LiveLane;
import dev.medley.schemas.OffsetRange;
import dev.medley.schemas.PartitionOffset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * A member's own labels, which its process's feed brings: those of a partition in their order, or,
 * while it reads new labels before older ones, those of each lane in their order. What was taken
 * or passed is what {@link #frontier()} leaves behind; what only waits is not. Thread-safe.
 */
public final class LabelReader implements AutoCloseable {
  private static final long STILL_NANOS = 10_000_000_000L;
  private static final long LOOK_MILLIS = 100;
  private static final String WAY_OUT =
      "was the topic made anew? Build the member anew: learner retrain --from-beginning --as NAME";

  private final LabelFeed feed;
  private final Routes routes;
  private final MemberId member;
  private final OwnLabels own;
  private final Map<Integer, LogEdges.Edge> edges;
  private final Lane history;
  private Optional<Lane> live = Optional.empty();
  private final List<OffsetRange> lost = new ArrayList<>();
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
    this.own = routes.count(member);
    this.edges = edges;
    this.history = Lane.whole(routes);
    from.next().forEach(place -> check(place, edges));
    Map<Integer, Long> next = Frontier.byPartition(from.next());
    edges.forEach(
        (partition, edge) ->
            add(history, partition, Math.max(edge.first(), next.getOrDefault(partition, 0L))));
    from.live().ifPresent(lane -> splitAt(lane));
  }

  private void check(PartitionOffset place, Map<Integer, LogEdges.Edge> found) {
    demand(place);
    long end = found.get(place.getPartition()).end();
    if (place.getOffset() > end) {
      throw refusal(place.getPartition(), place.getOffset(), end);
    }
  }

  private RefusedStateException refusal(int partition, long next, long end) {
    return new RefusedStateException(
        "%s: next is offset %d of %s-%d, but its end is %d: %s"
            .formatted(member, next, feed.topic(), partition, end, WAY_OUT));
  }

  private void demand(PartitionOffset place) {
    if (!edges.containsKey(place.getPartition())
        && history.queue(place.getPartition()) == null) {
      throw new RefusedStateException(
          "%s: next is offset %d of %s-%d, which is missing: %s"
              .formatted(member, place.getOffset(), feed.topic(), place.getPartition(), WAY_OUT));
    }
  }

  private void add(Lane lane, int partition, long from) {
    long head = routes.head(partition);
    long position = routes.isBegun(partition) ? own.firstFrom(partition, from, head) : from;
    boolean attached = !routes.isBegun(partition) || position >= head;
    lane.add(new LaneQueue(lane, partition, routes.room(), position, attached));
    routes.room().share(1);
  }

  private void splitAt(LiveLane lane) {
    Map<Integer, Long> next = Frontier.byPartition(lane.getNextOffsets());
    Lane newer = history.split(lane.getSince());
    history
        .queues()
        .forEach(
            queue -> add(newer, queue.partition, Math.max(queue.position(), next.getOrDefault(queue.partition, 0L))));
    live = Optional.of(newer);
  }

  MemberId member() {
    return member;
  }

  /** A partition that was added is read from its first record. */
  void add(int partition, long first) {
    lanes()
        .filter(lane -> lane.queue(partition) == null)
        .forEach(
            lane -> {
              lane.add(new LaneQueue(lane, partition, routes.room(), first, true));
              routes.room().share(1);
            });
  }

  private Stream<Lane> lanes() {
    return Stream.concat(Stream.of(history), live.stream());
  }

  List<LaneQueue> queues() {
    return lanes().flatMap(lane -> lane.queues().stream()).toList();
  }

  /** Where a record is to wait. */
  LaneQueue queueOf(ConsumerRecord<byte[], byte[]> record) {
    return live.filter(lane -> lane.takes(record.timestamp()))
        .orElse(history)
        .queue(record.partition());
  }

  /** An own label came, or, empty, one that can't be used. */
  void came(LaneQueue queue, Optional<Taken> decoded) {
    if (decoded.isPresent()) {
      queue.lane.came(queue, decoded.get());
    } else {
      unreadable++;
    }
  }

  /** Retention has removed what the feed was to read next. */
  void lose(int partition, long earliest) {
    lanes().forEach(lane -> lose(lane, lane.queue(partition), earliest));
  }

  /** Retention has removed what is read apart. */
  void loseApart(int partition, long earliest) {
    lanes()
        .filter(lane -> !lane.queue(partition).isAttached())
        .forEach(lane -> lose(lane, lane.queue(partition), earliest));
  }

  private void lose(Lane lane, LaneQueue queue, long earliest) {
    long from = lane.reached(queue);
    if (from < earliest) {
      Instant since = lane == history ? null : lane.since();
      lost.add(new OffsetRange(queue.partition, from, earliest, since));
      queue.move(earliest, earliest >= routes.head(queue.partition));
    }
  }

  /** A partition ends before what was read of it. */
  void refuse(int partition, long position, long end) {
    refused = Optional.of(refusal(partition, position, end));
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
    return history;
  }

  /** New labels, where they are read before older ones. */
  public Optional<Lane> live() {
    synchronized (routes) {
      return live;
    }
  }

  /** From now on, labels of a time and later are read before older ones, in a lane of their own. */
  public void split(Instant since) {
    synchronized (routes) {
      Lane newer = history.split(since);
      for (LaneQueue queue : history.queues()) {
        LaneQueue added =
            new LaneQueue(newer, queue.partition, routes.room(), queue.position(), queue.isAttached());
        newer.add(added);
        queue.giveTo(added);
        routes.room().share(1);
      }
      live = Optional.of(newer);
    }
  }

  /** Is one lane again, where both have come equally far. */
  public void mergeWhereLevel() {
    synchronized (routes) {
      boolean level =
          live.isPresent()
              && history.queues().stream()
                  .allMatch(
                      queue ->
                          history.next(queue)
                              == live.get().next(live.get().queue(queue.partition)));
      if (level) {
        merge();
      }
    }
  }

  private void merge() {
    live.ifPresent(
        lane -> {
          history.merge(lane);
          routes.room().share(-lane.queues().size());
        });
    live = Optional.empty();
  }

  /**
   * Follows what a member did that is done again: new labels are read before older ones since a
   * time, or not any more.
   */
  public void lanes(Optional<LiveLane> wanted) {
    synchronized (routes) {
      if (wanted.isPresent() && live.isEmpty()) {
        split(wanted.get().getSince());
      } else if (wanted.isEmpty()) {
        merge();
      }
    }
  }

  /**
   * Goes on at a frontier: what lies before it is dropped, and what retention has removed behind it
   * is lost.
   */
  public void goOn(Frontier from) {
    synchronized (routes) {
      Map<Integer, Long> next = Frontier.byPartition(from.next());
      for (LaneQueue queue : history.queues()) {
        long first = next.getOrDefault(queue.partition, 0L);
        LogEdges.Edge edge = edges.get(queue.partition);
        if (!next.isEmpty() && edge != null && first < edge.first()) {
          lost.add(new OffsetRange(queue.partition, first, edge.first(), null));
        }
        goOn(queue, first);
      }
      live.ifPresent(
          lane ->
              Frontier.byPartition(from.live().orElseThrow().getNextOffsets())
                  .forEach((partition, first) -> goOn(lane.queue(partition), first)));
    }
  }

  private void goOn(LaneQueue queue, long first) {
    queue.dropBefore(first);
    if (queue.lane.reached(queue) < first) {
      queue.move(first, first >= routes.head(queue.partition));
    }
  }

  /**
   * The label at a place, for a redo; what waits before it in its lane and partition is dropped.
   * Waits for as long as the partition moves.
   *
   * @return empty where no usable label of the member lies there, or it was passed before
   * @throws TimeoutException where nothing has come of the partition for ten seconds
   * @throws RefusedStateException where the partition is missing, or ends before what was read
   */
  public Optional<Taken> take(PartitionOffset place) {
    synchronized (routes) {
      demand(place);
      int partition = place.getPartition();
      long reached = reached(partition);
      long movedAt = System.nanoTime();
      while (true) {
        check();
        Optional<Taken> found = lookFor(place);
        if (found.isPresent() || isPassed(place)) {
          return found;
        }
        await();
        if (reached(partition) != reached) {
          reached = reached(partition);
          movedAt = System.nanoTime();
        } else if (System.nanoTime() - movedAt > STILL_NANOS) {
          throw new TimeoutException(
              "The label at offset %d of partition %d does not come: reading has stood at %d for 10 s; are broker and registry there?"
                  .formatted(place.getOffset(), partition, reached));
        }
      }
    }
  }

  private Optional<Taken> lookFor(PartitionOffset place) {
    List<LaneQueue> queues = lanes().map(lane -> lane.queue(place.getPartition())).toList();
    for (LaneQueue queue : queues) {
      boolean last =
          queues.stream().allMatch(other -> other == queue || isBehind(other, place.getOffset()));
      if (last) {
        queue.dropBefore(place.getOffset());
      }
      if (queue.firstOffset().orElse(-1) == place.getOffset()) {
        return Optional.of(queue.take().taken());
      }
    }
    return Optional.empty();
  }

  private boolean isPassed(PartitionOffset place) {
    return lanes()
        .map(lane -> lane.queue(place.getPartition()))
        .allMatch(queue -> isBehind(queue, place.getOffset()));
  }

  /** Whether a queue has come past an offset without a label there. */
  private boolean isBehind(LaneQueue queue, long offset) {
    return queue.lane.next(queue) > offset;
  }

  private long reached(int partition) {
    return lanes()
        .map(lane -> lane.queue(partition))
        .mapToLong(queue -> queue.lane.reached(queue))
        .sum();
  }

  private void await() {
    try {
      routes.wait(LOOK_MILLIS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** What retention removed before it was read, since the last call. */
  public List<OffsetRange> takeLost() {
    synchronized (routes) {
      List<OffsetRange> taken = List.copyOf(lost);
      lost.clear();
      return taken;
    }
  }

  /** Where a reader goes on that knows all labels taken so far: all partitions, in their order. */
  public Frontier frontier() {
    synchronized (routes) {
      return new Frontier(
          next(history), live.map(lane -> new LiveLane(lane.since(), next(lane))));
    }
  }

  private static List<PartitionOffset> next(Lane lane) {
    return lane.queues().stream()
        .map(queue -> new PartitionOffset(queue.partition, lane.next(queue)))
        .toList();
  }

  /** Its own labels that were not taken yet. */
  public OwnLabels.Behind behind() {
    return own.behind(frontier());
  }

  /** When the oldest label that waits here was written, by its timestamp; empty where none does. */
  public Optional<Instant> oldestWritten() {
    synchronized (routes) {
      return lanes().flatMap(lane -> lane.oldestWritten().stream()).min(Instant::compareTo);
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
    return atEnd && !isBehind() && lanes().mapToInt(Lane::available).sum() < labels;
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
