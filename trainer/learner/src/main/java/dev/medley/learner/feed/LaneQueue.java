package dev.medley.learner.feed;

import dev.medley.learner.labels.Taken;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A lane's labels of one partition that came and were not taken, by offset, and where it goes on.
 * While it is attached, it is given what the feed reads for all, from its position on; else it is
 * served apart, from its position on. Guarded by its feed's {@link Routes}.
 */
final class LaneQueue {
  /**
   * A label that waits.
   *
   * @param arrival its number in the order in which labels of all partitions came
   * @param nanos when it came, by System.nanoTime
   */
  record Waiting(Taken taken, long arrival, long nanos) {
    long offset() {
      return taken.place().getOffset();
    }

    private int bytes() {
      return taken.record().serializedValueSize();
    }
  }

  final Lane lane;
  final int partition;
  private final Room room;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long bytes;
  private long position;
  private boolean attached;
  private boolean moved;
  private long taken;
  private long servedIn;

  LaneQueue(Lane lane, int partition, Room room, long position, boolean attached) {
    this.lane = lane;
    this.partition = partition;
    this.room = room;
    this.position = position;
    this.attached = attached;
    this.taken = position;
  }

  /** The offset behind the last that was taken, or where it began. */
  long taken() {
    return taken;
  }

  /** Whether what is read for all is for it too. */
  boolean isAttached() {
    return attached;
  }

  /** From here on labels are for it; an attached one has come as far as the feed, at least. */
  long position() {
    return position;
  }

  /** Goes on elsewhere: whoever serves it now knows of it by {@link #wasMoved}. */
  void move(long to, boolean attach) {
    position = to;
    attached = attach;
    moved = true;
  }

  /** Which turn it was when it was served last. */
  long servedIn() {
    return servedIn;
  }

  /** Whether it was moved since it was last served. */
  boolean wasMoved() {
    return moved;
  }

  /** It is served, in a turn, from where it is. */
  void serve(long turn) {
    moved = false;
    servedIn = turn;
  }

  /** It was passed up to here. */
  void passed(long to, boolean attach) {
    position = to;
    attached = attach;
  }

  /** It has no room: it is served apart, from this offset on. */
  void detach(long at) {
    position = at;
    attached = false;
    moved = true;
  }

  boolean hasRoom() {
    return room.isLeft(waiting.size(), bytes);
  }

  boolean wantsMore() {
    return !attached && room.isWanted(waiting.size(), bytes);
  }

  void add(Waiting label) {
    waiting.addLast(label);
    bytes += label.bytes();
  }

  Optional<Waiting> first() {
    return Optional.ofNullable(waiting.peekFirst());
  }

  OptionalLong firstOffset() {
    return waiting.isEmpty() ? OptionalLong.empty() : OptionalLong.of(waiting.getFirst().offset());
  }

  Waiting take() {
    Waiting first = waiting.removeFirst();
    bytes -= first.bytes();
    taken = first.offset() + 1;
    return first;
  }

  /** Drops what lies before an offset. */
  void dropBefore(long offset) {
    while (!waiting.isEmpty() && waiting.getFirst().offset() < offset) {
      take();
    }
  }

  /** Drops what lies at an offset or behind. */
  void dropFrom(long offset) {
    while (!waiting.isEmpty() && waiting.getLast().offset() >= offset) {
      bytes -= waiting.removeLast().bytes();
    }
  }

  /** Gives what another lane is to have, in its order, which is this one's no more. */
  void giveTo(LaneQueue other) {
    for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
      Waiting label = each.next();
      if (other.lane.takes(label.taken().record().timestamp())) {
        each.remove();
        bytes -= label.bytes();
        other.add(label);
      }
    }
  }

  /** Takes over what another lane has, in the order of offsets. */
  void merge(LaneQueue other) {
    Deque<Waiting> mine = new ArrayDeque<>(waiting);
    waiting.clear();
    bytes = 0;
    while (!mine.isEmpty() || !other.waiting.isEmpty()) {
      boolean others =
          mine.isEmpty()
              || (!other.waiting.isEmpty()
                  && other.waiting.getFirst().offset() < mine.getFirst().offset());
      add(others ? other.take() : mine.removeFirst());
    }
  }

  /** Whether the label of an offset waits. */
  boolean holds(long offset) {
    return waiting.stream().anyMatch(label -> label.offset() == offset);
  }

  int size() {
    return waiting.size();
  }
}
