package dev.medley.serving.generation;

import dev.medley.serving.generation.ServedAdapter.Published;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The adapters that are loaded, one a member, within a budget of bytes that counts those being
 * loaded and those that requests still hold. Whoever needs room takes it from what was used longest
 * ago; nothing is freed while a request holds it. Thread-safe.
 */
final class AdapterMemory implements AutoCloseable {
  private static final long FRESH_NANOS = Duration.ofMillis(500).toNanos();

  private record Resident(TaskMember member, Published adapter, long bytes, long loadedAt) {
    boolean isWanted() {
      return adapter.isInUse() || System.nanoTime() - loadedAt < FRESH_NANOS;
    }
  }

  private final long most;
  private final Map<TaskMember, Resident> residents = new ConcurrentHashMap<>();

  /** When requests asked for each last; a newer version is no use. */
  private final Map<TaskMember, Long> usedAt = new ConcurrentHashMap<>();

  private long taken;
  private long leaving;
  private long evicted;
  private int open;

  /**
   * @param most bytes
   */
  AdapterMemory(long most) {
    this.most = most;
  }

  long most() {
    return most;
  }

  /** Bytes that are taken now. */
  synchronized long taken() {
    return taken;
  }

  /** Adapters that had to go for others. */
  synchronized long evicted() {
    return evicted;
  }

  /** Adapters that are loaded, those among them that end with their last requests. */
  synchronized int open() {
    return open;
  }

  /** Members that are loaded. */
  int size() {
    return residents.size();
  }

  /** What is loaded of a member. */
  Optional<Published> get(TaskMember member) {
    return Optional.ofNullable(residents.get(member)).map(resident -> resident.adapter);
  }

  /** What is loaded of a member, held for a request; one that is not counts as used, too. */
  Optional<Published> hold(TaskMember member) {
    usedAt.put(member, System.nanoTime());
    Resident resident = residents.get(member);
    if (resident == null || !resident.adapter.hold()) {
      return Optional.empty();
    }
    return Optional.of(resident.adapter);
  }

  /**
   * Takes room for an adapter, and waits until what has to go for it was let go.
   *
   * @param bytes at most {@link #most}
   */
  void reserve(long bytes) throws InterruptedException {
    for (Optional<Published> next = evict(bytes); next.isPresent(); next = evict(bytes)) {
      // Outside of the lock: to unload may take a while.
      next.get().release();
    }
  }

  /** One that has to go; empty once the room is taken. */
  private synchronized Optional<Published> evict(long bytes) throws InterruptedException {
    while (taken + bytes > most) {
      Optional<Resident> next = taken - leaving + bytes > most ? least() : Optional.empty();
      if (next.isPresent()) {
        residents.remove(next.get().member);
        leaving += next.get().bytes;
        evicted++;
        return Optional.of(next.get().adapter);
      }
      wait();
    }
    taken += bytes;
    return Optional.empty();
  }

  /**
   * Those that no request holds come first, as their memory is there at once; but not one that was
   * loaded just now, which requests wait for.
   */
  private Optional<Resident> least() {
    return residents.values().stream()
        .min(
            Comparator.comparing(Resident::isWanted)
                .thenComparing(Comparator.comparingLong(this::unused).reversed()));
  }

  private long unused(Resident resident) {
    return System.nanoTime() - usedAt.getOrDefault(resident.member, resident.loadedAt);
  }

  /** Puts a loaded adapter in the place of its member's older one; its room was reserved. */
  void put(TaskMember member, Published adapter, long bytes) {
    Resident old;
    synchronized (this) {
      old = residents.put(member, new Resident(member, adapter, bytes, System.nanoTime()));
      leaving += old == null ? 0 : old.bytes;
      open++;
      notifyAll();
    }
    if (old != null) {
      old.adapter.release();
    }
  }

  /** Gives back room in which nothing was loaded. */
  synchronized void unreserve(long bytes) {
    taken -= bytes;
    notifyAll();
  }

  /** Gives back the room of an adapter that was freed. */
  synchronized void freed(long bytes) {
    leaving -= bytes;
    open--;
    unreserve(bytes);
  }

  /** Lets all go; requests that run keep theirs. */
  @Override
  public void close() {
    for (TaskMember member : List.copyOf(residents.keySet())) {
      Resident resident;
      synchronized (this) {
        resident = residents.remove(member);
        leaving += resident == null ? 0 : resident.bytes;
      }
      if (resident != null) {
        resident.adapter.release();
      }
    }
  }
}
