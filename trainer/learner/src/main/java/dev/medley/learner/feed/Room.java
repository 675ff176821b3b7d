package dev.medley.learner.feed;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much of a process's memory may hold labels that wait: an equal share for each queue, however
 * many there are. Thread-safe.
 */
final class Room {
  /** Labels of one queue that are kept before they are taken, however small they are. */
  static final int MOST_LABELS = 500;

  private static final long LEAST_BYTES = 32L << 20;
  private static final int SHARE_OF_HEAP = 8;

  private final long bytes;
  private final AtomicInteger queues = new AtomicInteger();

  Room(long bytes) {
    this.bytes = bytes;
  }

  /** An eighth of the heap. */
  static Room ofHeap() {
    return new Room(Math.max(LEAST_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
  }

  /** So many more queues share it; fewer, where negative. */
  void share(int more) {
    queues.addAndGet(more);
  }

  /** Whether a queue that holds so much takes another label; an empty one takes any. */
  boolean isLeft(int labels, long held) {
    return labels == 0 || (labels < MOST_LABELS && held < share());
  }

  /** Whether a queue that holds so much is to be filled again. */
  boolean isWanted(int labels, long held) {
    return labels == 0 || (labels <= MOST_LABELS / 2 && held <= share() / 2);
  }

  private long share() {
    return bytes / Math.max(1, queues.get());
  }
}
