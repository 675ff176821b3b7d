package dev.medley.learner.feed;

import static java.util.Comparator.comparingLong;

import dev.medley.learner.labels.Taken;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Who wants which records of a label topic, and how far it was read for all of them, which is its
 * head. Thread-safe; what belongs to it is guarded by it.
 */
final class Routes {
  private final Map<String, List<LabelReader>> readers = new HashMap<>();
  private final Map<String, TaskLabels> counts = new HashMap<>();
  private final Map<Integer, Long> heads = new TreeMap<>();
  private final Room room;
  private long turn;

  Routes(Room room) {
    this.room = room;
  }

  Room room() {
    return room;
  }

  /** Up to where a partition was read for all; 0 for one that was not begun. */
  synchronized long head(int partition) {
    return heads.getOrDefault(partition, 0L);
  }

  synchronized boolean isBegun(int partition) {
    return heads.containsKey(partition);
  }

  /** All that were begun. */
  synchronized Map<Integer, Long> heads() {
    return new TreeMap<>(heads);
  }

  /**
   * Begins a partition: at what anybody wants first, or what is said. Those who did not know of it
   * want it from its first record on.
   *
   * @param said empty for nothing
   * @param first the log's first offset
   */
  synchronized long begin(int partition, OptionalLong said, long first) {
    readers.values().forEach(all -> all.forEach(reader -> reader.added(partition, first)));
    LongStream wanted =
        queues().stream()
            .filter(queue -> queue.partition == partition)
            .mapToLong(LaneQueue::position);
    long head = Math.max(first, LongStream.concat(wanted, said.stream()).min().orElse(first));
    heads.put(partition, head);
    counts.values().forEach(own -> own.begin(partition, head));
    return head;
  }

  synchronized void add(LabelReader reader) {
    readers.computeIfAbsent(reader.member().task(), task -> new ArrayList<>()).add(reader);
  }

  synchronized void remove(LabelReader reader) {
    readers.getOrDefault(reader.member().task(), new ArrayList<>()).remove(reader);
  }

  /** Counts a task's labels from now on, whether its members are open or not. */
  synchronized TaskLabels count(String task) {
    return counts.computeIfAbsent(task, added -> new TaskLabels(heads()));
  }

  /** Whether anybody to whom a record at the head would be given has room for it. */
  synchronized boolean wants(String task, ConsumerRecord<byte[], byte[]> record) {
    return readers.getOrDefault(task, List.of()).stream()
        .map(reader -> reader.queueOf(record))
        .anyMatch(queue -> takesFromHead(queue, record) && queue.hasRoom());
  }

  private static boolean takesFromHead(LaneQueue queue, ConsumerRecord<byte[], byte[]> record) {
    return queue.isAttached() && queue.position() <= record.offset();
  }

  /**
   * Gives the record at the head to all that have room, and passes it; the others are served apart
   * from here on.
   *
   * @param decoded null where nobody wanted it; empty where it can't be used
   */
  synchronized void give(
      String task, ConsumerRecord<byte[], byte[]> record, Optional<Taken> decoded) {
    give(record, task, decoded);
    // Whoever takes it now has taken what lies before the head.
    passed(record.partition(), record.offset() + 1);
  }

  private void give(ConsumerRecord<byte[], byte[]> record, String task, Optional<Taken> decoded) {
    if (counts.containsKey(task)) {
      counts.get(task).add(record);
    }
    for (LabelReader reader : readers.getOrDefault(task, List.of())) {
      LaneQueue queue = reader.queueOf(record);
      if (!takesFromHead(queue, record)) {
        continue;
      }
      if (decoded == null || !queue.hasRoom()) {
        queue.detach(record.offset());
      } else {
        reader.came(queue, decoded);
      }
    }
  }

  /** The head has moved. */
  synchronized void passed(int partition, long next) {
    heads.put(partition, next);
    notifyAll();
  }

  /** Who is to be served apart: who was not for longest, and the first of those. */
  synchronized Optional<LaneQueue> nextBehind() {
    return queues().stream()
        .filter(LaneQueue::wantsMore)
        .min(comparingLong(LaneQueue::servedIn).thenComparingLong(LaneQueue::position));
  }

  /** All that are served apart on a partition and go on within a stretch of it. */
  synchronized List<LaneQueue> behind(int partition, long from, long to) {
    List<LaneQueue> found =
        queues().stream()
            .filter(queue -> queue.partition == partition && !queue.isAttached())
            .filter(queue -> from <= queue.position() && queue.position() < to)
            .toList();
    turn++;
    found.forEach(queue -> queue.serve(turn));
    return found;
  }

  /** Whether any of them has room for a record. */
  synchronized boolean wants(
      Collection<LaneQueue> served, String task, ConsumerRecord<byte[], byte[]> record) {
    return readers.getOrDefault(task, List.of()).stream()
        .map(reader -> reader.queueOf(record))
        .anyMatch(queue -> takesApart(served, queue, record) && queue.hasRoom());
  }

  private static boolean takesApart(
      Collection<LaneQueue> served, LaneQueue queue, ConsumerRecord<byte[], byte[]> record) {
    return served.contains(queue) && !queue.wasMoved() && queue.position() <= record.offset();
  }

  /** As {@link #give}, to those that are served apart; who has no room goes on here later. */
  synchronized void giveApart(
      Collection<LaneQueue> served,
      String task,
      ConsumerRecord<byte[], byte[]> record,
      Optional<Taken> decoded) {
    for (LabelReader reader : readers.getOrDefault(task, List.of())) {
      LaneQueue queue = reader.queueOf(record);
      if (!takesApart(served, queue, record)) {
        continue;
      }
      if (decoded == null || !queue.hasRoom()) {
        queue.detach(record.offset());
      } else {
        reader.came(queue, decoded);
        queue.passed(record.offset() + 1, false);
      }
    }
  }

  /** Those that were served apart came this far, but for those without room. */
  synchronized void servedApart(Collection<LaneQueue> served, long next) {
    for (LaneQueue queue : served) {
      if (!queue.wasMoved()) {
        long head = head(queue.partition);
        queue.passed(Math.max(queue.position(), Math.min(next, head)), next >= head);
      }
    }
    notifyAll();
  }

  /** Retention has removed what lies before an offset: who has not read it has lost it. */
  synchronized void removed(int partition, long earliest) {
    if (heads.getOrDefault(partition, earliest) < earliest) {
      readers
          .values()
          .forEach(all -> all.forEach(reader -> reader.removed(partition, earliest, false)));
      heads.put(partition, earliest);
    } else {
      readers
          .values()
          .forEach(all -> all.forEach(reader -> reader.removed(partition, earliest, true)));
    }
    notifyAll();
  }

  /** A partition ends before what was read: those who have read it can't go on. */
  synchronized void endsBefore(int partition, long end) {
    readers.values().forEach(all -> all.forEach(reader -> reader.endsBefore(partition, end)));
    heads.put(partition, Math.min(head(partition), end));
    notifyAll();
  }

  private List<LaneQueue> queues() {
    return readers.values().stream()
        .flatMap(List::stream)
        .flatMap(reader -> reader.queues().stream())
        .toList();
  }
}
