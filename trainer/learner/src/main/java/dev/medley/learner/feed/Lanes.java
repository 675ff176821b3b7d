package dev.medley.learner.feed;

import dev.medley.schemas.LiveLane;
import dev.medley.schemas.PartitionOffset;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A member's lane, or two, over all partitions. Guarded by its feed's {@link Routes}. */
final class Lanes {
  private final Routes routes;
  private final Lane history;
  private Optional<Lane> live = Optional.empty();

  Lanes(Routes routes) {
    this.routes = routes;
    this.history = Lane.whole(routes);
  }

  Lane history() {
    return history;
  }

  Optional<Lane> live() {
    return live;
  }

  Stream<Lane> all() {
    return Stream.concat(Stream.of(history), live.stream());
  }

  List<LaneQueue> queues() {
    return all().flatMap(lane -> lane.queues().stream()).toList();
  }

  List<LaneQueue> queues(int partition) {
    return all().map(lane -> lane.queue(partition)).toList();
  }

  boolean knows(int partition) {
    return history.queue(partition) != null;
  }

  /** Where a record is to wait. */
  LaneQueue queueOf(ConsumerRecord<byte[], byte[]> record) {
    return live.filter(lane -> lane.takes(record.timestamp()))
        .orElse(history)
        .queue(record.partition());
  }

  /** A partition is read from an offset on, which the feed may have passed. */
  void add(Lane lane, int partition, long from) {
    boolean attached = !routes.isBegun(partition) || from >= routes.head(partition);
    put(lane, new LaneQueue(lane, partition, routes.room(), from, attached));
  }

  /** A partition that was added is read from its first record on. */
  void added(int partition, long first) {
    all().toList().forEach(lane -> add(lane, partition, first));
  }

  private void put(Lane lane, LaneQueue queue) {
    lane.add(queue);
    routes.room().share(1);
  }

  /** Goes on with two lanes, which were read so far. */
  void split(LiveLane read) {
    Map<Integer, Long> next = Frontier.byPartition(read.getNextOffsets());
    Lane newer = history.split(read.getSince());
    history
        .queues()
        .forEach(
            queue ->
                add(newer, queue.partition, next.getOrDefault(queue.partition, queue.position())));
    live = Optional.of(newer);
  }

  /** Parts what is to be read, and what waits. */
  void split(Instant since) {
    Lane newer = history.split(since);
    for (LaneQueue queue : history.queues()) {
      LaneQueue added =
          new LaneQueue(
              newer, queue.partition, routes.room(), queue.position(), queue.isAttached());
      put(newer, added);
      queue.giveTo(added);
    }
    live = Optional.of(newer);
  }

  /** Whether no older label waits, and none was taken from among the new ones. */
  boolean areLevel() {
    return live.isPresent() && history.queues().stream().allMatch(this::isLevel);
  }

  private boolean isLevel(LaneQueue older) {
    long next = live.orElseThrow().next(live.get().queue(older.partition));
    return older.size() == 0 && history.next(older) >= next && older.taken() <= next;
  }

  /** Is one lane again. */
  void merge() {
    live.ifPresent(
        lane -> {
          history.merge(lane);
          routes.room().share(-lane.queues().size());
        });
    live = Optional.empty();
  }

  Frontier frontier() {
    return new Frontier(next(history), live.map(lane -> new LiveLane(lane.since(), next(lane))));
  }

  private static List<PartitionOffset> next(Lane lane) {
    return lane.queues().stream()
        .map(queue -> new PartitionOffset(queue.partition, lane.next(queue)))
        .toList();
  }

  /** Goes on at a frontier: what lies before it is dropped. */
  void goOn(Frontier from) {
    goOn(history, Frontier.byPartition(from.next()));
    live.ifPresent(
        lane ->
            goOn(
                lane,
                from.live()
                    .map(read -> Frontier.byPartition(read.getNextOffsets()))
                    .orElse(Map.of())));
  }

  private void goOn(Lane lane, Map<Integer, Long> next) {
    for (LaneQueue queue : lane.queues()) {
      long first = next.getOrDefault(queue.partition, 0L);
      queue.dropBefore(first);
      if (lane.reached(queue) < first) {
        queue.move(first, first >= routes.head(queue.partition));
      }
    }
  }
}
