package dev.medley.serving.generation;

import static java.util.Objects.requireNonNull;

import dev.medley.serving.generation.ServedAdapter.Published;
import dev.medley.serving.metrics.AdapterMetrics;
import dev.medley.subscriber.PeftCheckpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings adapters from disk into memory, each once however many wait for it: verified anew, into
 * room that was taken for it. A version that can never be loaded is refused, and the one before it
 * loaded; what fails for another reason is tried again, a second later at the earliest.
 * Thread-safe.
 */
final class AdapterLoads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdapterLoads.class);
  private static final int COLD_THREADS = 2;

  /** More would outlast whoever waits for them; who asks again is taken again. */
  private static final int MOST_QUEUED = 16;

  private static final long REST_SECONDS = 1;
  private static final long CLOSE_SECONDS = 10;

  private record Load(TaskMember member, CompletableFuture<Void> result) {}

  private final OnDisk disk;
  private final AdapterMemory memory;
  private final Backend backend;
  private final AdapterMetrics metrics;
  private final Faults faults;
  private final Map<TaskMember, CompletableFuture<Void>> running = new ConcurrentHashMap<>();
  private final Set<TaskMember> failing = ConcurrentHashMap.newKeySet();
  private final Executor later = CompletableFuture.delayedExecutor(REST_SECONDS, TimeUnit.SECONDS);

  /** What the cold threads are to load, the newest first; those of before may wait no more. */
  private final Deque<Load> queued = new ArrayDeque<>();

  /** Somebody waits for these. */
  private final ExecutorService cold =
      Executors.newFixedThreadPool(COLD_THREADS, task -> daemon(task, "adapter-loads"));

  /** Meanwhile the older version serves. */
  private final ExecutorService swaps =
      Executors.newSingleThreadExecutor(task -> daemon(task, "adapter-swaps"));

  AdapterLoads(
      OnDisk disk, AdapterMemory memory, Backend backend, AdapterMetrics metrics, Faults faults) {
    this.disk = disk;
    this.memory = memory;
    this.backend = requireNonNull(backend, "backend is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.faults = requireNonNull(faults, "faults is null");
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Whether a member is being brought, or could not be just now. */
  boolean isRunning(TaskMember member) {
    return running.containsKey(member);
  }

  /** Brings a member for requests that wait; ends once it is loaded, or can't be. */
  CompletableFuture<Void> load(TaskMember member) {
    return begin(member, this::queue);
  }

  /** Brings a member's newer version, beside the one that serves. */
  CompletableFuture<Void> swap(TaskMember member) {
    return begin(member, load -> swaps.execute(() -> run(load)));
  }

  private CompletableFuture<Void> begin(TaskMember member, Consumer<Load> threads) {
    Load load = new Load(member, new CompletableFuture<>());
    CompletableFuture<Void> other = running.putIfAbsent(member, load.result());
    if (other != null) {
      return other;
    }
    threads.accept(load);
    return load.result();
  }

  private void queue(Load load) {
    Load oldest;
    synchronized (queued) {
      queued.push(load);
      oldest = queued.size() > MOST_QUEUED ? queued.pollLast() : null;
    }
    if (oldest != null) {
      end(oldest, new IllegalStateException("Too many adapters are asked for at once"));
    }
    cold.execute(this::runNewest);
  }

  private void runNewest() {
    Load newest;
    synchronized (queued) {
      newest = queued.poll();
    }
    if (newest != null) {
      run(newest);
    }
  }

  private void run(Load load) {
    try {
      bring(load.member());
      running.remove(load.member());
      load.result().complete(null);
    } catch (InterruptedException e) {
      end(load, e);
    } catch (RuntimeException | Error e) {
      failed(load.member(), e);
      later.execute(() -> running.remove(load.member()));
      load.result().completeExceptionally(e);
    }
  }

  private void end(Load load, Exception why) {
    running.remove(load.member());
    load.result().completeExceptionally(why);
  }

  private void failed(TaskMember member, Throwable why) {
    metrics.loadFailed();
    if (failing.add(member)) {
      LOG.atWarn()
          .addKeyValue("task", member.task())
          .addKeyValue("member", member.member())
          .setCause(why)
          .log("An adapter can't be loaded now: tried again when it is asked for");
    }
  }

  /** Loads the newest version that can be; none where there is none. */
  private void bring(TaskMember member) throws InterruptedException {
    Optional<PeftCheckpoint> newest = disk.newest(member);
    while (newest.isPresent() && !isLoaded(member, newest.get())) {
      bring(member, newest.get());
      newest = disk.newest(member);
    }
    failing.remove(member);
  }

  private void bring(TaskMember member, PeftCheckpoint newest) throws InterruptedException {
    try {
      load(member, newest);
    } catch (IOException e) {
      stopWhereClosed();
      disk.remove(newest);
      faults.broken(newest);
    } catch (IllegalArgumentException e) {
      stopWhereClosed();
      disk.remove(newest);
      faults.unloadable(newest, e);
    }
  }

  /** A read that is interrupted fails, too, and says nothing of the files. */
  private static void stopWhereClosed() throws InterruptedException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedException("The node stops");
    }
  }

  boolean isLoaded(TaskMember member, PeftCheckpoint version) {
    return memory
        .get(member)
        .filter(loaded -> loaded.checkpoint().equals(version.record()))
        .isPresent();
  }

  /**
   * Loads it, unless a newer one came while room was made for it.
   *
   * @throws IOException where its files are not those that were published
   */
  private void load(TaskMember member, PeftCheckpoint peft)
      throws IOException, InterruptedException {
    long startedAt = System.nanoTime();
    if (!peft.isWhole()) {
      throw new IOException(peft.directory() + " is broken");
    }
    long bytes = backend.bytes(peft);
    memory.reserve(bytes);
    if (!disk.newest(member).equals(Optional.of(peft))) {
      memory.unreserve(bytes);
      return;
    }
    Published adapter;
    try {
      adapter = backend.load(peft, () -> memory.freed(bytes));
    } catch (RuntimeException | Error e) {
      memory.unreserve(bytes);
      throw e;
    }
    memory.put(member, adapter, bytes);
    metrics.loaded(Duration.ofNanos(System.nanoTime() - startedAt));
  }

  /** Returns once nothing is being loaded any more: the backend may be closed then. */
  @Override
  public void close() {
    cold.shutdownNow();
    swaps.shutdownNow();
    try {
      for (ExecutorService threads : List.of(cold, swaps)) {
        if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
          LOG.atWarn().log("An adapter is being loaded yet, though the node stops");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
