package dev.medley.serving.generation;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.Checkpoint;
import dev.medley.serving.generation.ServedAdapter.Published;
import dev.medley.serving.metrics.AdapterMetrics;
import dev.medley.subscriber.CheckpointSubscriber;
import dev.medley.subscriber.PeftCheckpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest adapter of each task and member: all on disk, in memory those that requests asked for
 * last. A newer version of one in memory is loaded aside and takes the requests from then on, and
 * the old one ends with its last generation; of any other it stays on disk until it is asked for.
 * Thread-safe.
 */
public final class Adapters implements CheckpointSubscriber.Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Adapters.class);
  private static final long SWAP_AGAIN_SECONDS = 1;

  private final Backend backend;
  private final AdapterMetrics metrics;
  private final ServedAdapter base = new ServedAdapter.Base();
  private final Instant startedAt = Instant.now();
  private final OnDisk disk = new OnDisk();
  private final AdapterMemory memory;
  private final AdapterLoads loads;
  private final Semaphore waiters;
  private final Executor later =
      CompletableFuture.delayedExecutor(SWAP_AGAIN_SECONDS, TimeUnit.SECONDS);
  private volatile boolean closed;

  /**
   * @param memoryBytes most that loaded adapters may take
   * @param mostWaiting requests that may wait for an adapter at once; others do not wait
   */
  public Adapters(
      Backend backend, AdapterMetrics metrics, long memoryBytes, int mostWaiting, Faults faults) {
    this.backend = requireNonNull(backend, "backend is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.memory = new AdapterMemory(memoryBytes);
    this.loads = new AdapterLoads(disk, memory, backend, metrics, faults);
    this.waiters = new Semaphore(mostWaiting);
    metrics.watch(disk::size, memory::size, memory::open, memory::taken, memory.most());
    metrics.evictions(memory::evicted);
  }

  @Override
  public void onCheckpoint(PeftCheckpoint peft) {
    long bytes = backend.bytes(peft);
    if (bytes > memory.most()) {
      throw new IllegalArgumentException(
          "It takes %d bytes, and all adapters together may take %d: raise --adapter-memory"
              .formatted(bytes, memory.most()));
    }
    TaskMember member = TaskMember.of(peft.record());
    if (disk.newest(member).filter(peft::equals).isPresent()) {
      return; // It came in the place of a newer one that was refused, as it had here already.
    }
    disk.add(peft);
    if (memory.get(member).isPresent() || loads.isRunning(member)) {
      swap(member, peft);
    } else {
      serves(peft.record(), false);
    }
  }

  private void swap(TaskMember member, PeftCheckpoint peft) {
    CompletableFuture<Void> unused =
        loads
            .swap(member)
            .whenComplete(
                (done, error) -> {
                  if (disk.newest(member).filter(peft::equals).isEmpty()) {
                    return; // A newer one came, or this one was refused.
                  }
                  boolean loaded = loads.isLoaded(member, peft);
                  if (loaded || memory.get(member).isEmpty()) {
                    serves(peft.record(), loaded);
                  } else if (!closed) {
                    later.execute(() -> swap(member, peft));
                  }
                });
  }

  private void serves(Checkpoint checkpoint, boolean loaded) {
    metrics.swapped(checkpoint.getTask(), checkpoint.getMember());
    // Those from before the node began waited for the node.
    if (checkpoint.getCreatedAt().isAfter(startedAt)) {
      metrics.publishedToServed(
          checkpoint.getTask(),
          checkpoint.getMember(),
          Duration.between(checkpoint.getCreatedAt(), Instant.now()));
    }
    LOG.atInfo()
        .addKeyValue("task", checkpoint.getTask())
        .addKeyValue("member", checkpoint.getMember())
        .addKeyValue("version", checkpoint.getVersion())
        .addKeyValue("editsSeen", checkpoint.getEditsSeen())
        .addKeyValue("loaded", loaded)
        .log("Adapter serves");
  }

  /**
   * The adapter of a member, held for a request; where it is not loaded, once it is.
   *
   * @param wait at most so long
   * @return empty where it could not be loaded in time
   */
  public Optional<ServedAdapter> hold(String task, String member, Duration wait) {
    TaskMember name = new TaskMember(task, member);
    Optional<Published> loaded = memory.hold(name);
    if (loaded.isEmpty() && disk.newest(name).isPresent()) {
      long askedAt = System.nanoTime();
      loaded = await(name, wait);
      metrics.waited(Duration.ofNanos(System.nanoTime() - askedAt));
    }
    return loaded.map(adapter -> adapter);
  }

  private Optional<Published> await(TaskMember name, Duration wait) {
    // Each waits on a thread of the server.
    boolean mayWait = waiters.tryAcquire();
    try {
      long deadline = System.nanoTime() + (mayWait ? wait.toNanos() : 0);
      Optional<Published> loaded = Optional.empty();
      while (loaded.isEmpty() && disk.newest(name).isPresent()) {
        long left = Math.max(0, deadline - System.nanoTime());
        loads.load(name).get(left, TimeUnit.NANOSECONDS);
        // Others may have taken its room already.
        loaded = memory.hold(name);
      }
      return loaded;
    } catch (TimeoutException | ExecutionException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      if (mayWait) {
        waiters.release();
      }
    }
  }

  /** What answers for a task now, by member; empty where no checkpoint came yet. */
  public SortedMap<String, ServingVersion> members(String task) {
    SortedMap<String, ServingVersion> members = new TreeMap<>();
    disk.members(task)
        .forEach((member, versions) -> members.put(member, serving(task, member, versions)));
    return members;
  }

  private ServingVersion serving(String task, String member, List<PeftCheckpoint> versions) {
    return new ServingVersion(
        memory
            .get(new TaskMember(task, member))
            .map(Published::checkpoint)
            .orElseGet(() -> versions.get(0).record()),
        versions.stream().map(PeftCheckpoint::record).toList());
  }

  /** Whether a member of a task can answer. */
  public boolean has(String task, String member) {
    return disk.newest(new TaskMember(task, member)).isPresent();
  }

  /** Whether a task has adapters. */
  public boolean knows(String task) {
    return disk.knows(task);
  }

  /** Tasks that have adapters. */
  public Set<String> tasks() {
    return disk.tasks();
  }

  public ServedAdapter base() {
    return base;
  }

  /** Adapters that are loaded, draining ones among them. */
  public int open() {
    return memory.open();
  }

  /** Lets all go; generations still running keep theirs. */
  @Override
  public void close() {
    closed = true;
    loads.close();
    memory.close();
  }
}
