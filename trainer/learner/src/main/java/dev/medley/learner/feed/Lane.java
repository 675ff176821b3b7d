package dev.medley.learner.feed;

import static java.util.Comparator.comparingLong;

import dev.medley.learner.labels.Taken;
import dev.medley.schemas.PartitionOffset;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A member's labels that came and were not taken, in the order they came: all of them, or, where it
 * reads new ones before older ones, the new or the older ones. Thread-safe.
 */
public final class Lane {
  /** Labels of one partition that are kept before they are taken. */
  public static final int MOST_WAITING = Room.MOST_LABELS;

  private final Routes routes;
  private final Map<Integer, LaneQueue> queues = new TreeMap<>();
  private final long since;
  private long before = Long.MAX_VALUE;
  private long arrivals;

  private Lane(Routes routes, long since, long arrivals) {
    this.routes = routes;
    this.since = since;
    this.arrivals = arrivals;
  }

  /** For labels of any time. */
  static Lane whole(Routes routes) {
    return new Lane(routes, Long.MIN_VALUE, 0);
  }

  /** Parts with those of a time and later, which are another lane's from now on. */
  Lane split(Instant time) {
    before = time.toEpochMilli();
    return new Lane(routes, before, arrivals);
  }

  /** Is for labels of any time again, those that another lane has among them. */
  void merge(Lane other) {
    before = Long.MAX_VALUE;
    arrivals = Math.max(arrivals, other.arrivals);
    for (LaneQueue queue : queues.values()) {
      LaneQueue others = other.queue(queue.partition);
      long next = Math.min(reached(queue), other.reached(others));
      queue.merge(others);
      queue.dropFrom(next);
      queue.move(next, next >= routes.head(queue.partition));
    }
  }

  /** The offset before which all of a queue's came or was passed. */
  long reached(LaneQueue queue) {
    return queue.isAttached()
        ? Math.max(queue.position(), routes.head(queue.partition))
        : queue.position();
  }

  /** Whether it is for labels of a time and later. */
  boolean isLive() {
    return since != Long.MIN_VALUE;
  }

  Instant since() {
    return Instant.ofEpochMilli(since);
  }

  boolean takes(long timestamp) {
    return timestamp >= since && timestamp < before;
  }

  /** A partition's queue; null where the partition is not known yet. */
  LaneQueue queue(int partition) {
    return queues.get(partition);
  }

  Collection<LaneQueue> queues() {
    return queues.values();
  }

  void add(LaneQueue queue) {
    queues.put(queue.partition, queue);
  }

  /** A label came. */
  void came(LaneQueue queue, Taken taken) {
    queue.add(new LaneQueue.Waiting(taken, arrivals++, System.nanoTime()));
  }

  /** How many labels can be taken now. */
  public int available() {
    synchronized (routes) {
      return queues.values().stream().mapToInt(LaneQueue::size).sum();
    }
  }

  /** Whether a queue holds as much as it may, so that waiting brings no more of its partition. */
  public boolean isFull() {
    synchronized (routes) {
      return queues.values().stream().anyMatch(queue -> !queue.hasRoom());
    }
  }

  /** Where the label lies that came first; there must be one. */
  public PartitionOffset nextPlace() {
    synchronized (routes) {
      return first().first().orElseThrow().taken().place();
    }
  }

  /** The label that came first; there must be one. */
  public Taken take() {
    synchronized (routes) {
      return first().take().taken();
    }
  }

  private LaneQueue first() {
    return queues.values().stream()
        .filter(queue -> queue.first().isPresent())
        .min(comparingLong(queue -> queue.first().orElseThrow().arrival()))
        .orElseThrow(() -> new NoSuchElementException("no label is available"));
  }

  /** For how long the label that came first has been here; zero where none waits. */
  public Duration oldestHere() {
    synchronized (routes) {
      long now = System.nanoTime();
      return queues.values().stream()
          .flatMap(queue -> queue.first().stream())
          .map(first -> Duration.ofNanos(now - first.nanos()))
          .max(Duration::compareTo)
          .orElse(Duration.ZERO);
    }
  }

  /** When the oldest that waits here was written, by its timestamp; empty where none waits. */
  Optional<Instant> oldestWritten() {
    return queues.values().stream()
        .flatMap(queue -> queue.first().stream())
        .map(first -> first.taken().writtenAt())
        .min(Instant::compareTo);
  }

  /** The offset before which all of the lane was taken or passed. */
  long next(LaneQueue queue) {
    return queue.firstOffset().orElseGet(() -> reached(queue));
  }
}
