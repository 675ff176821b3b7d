package dev.medley.serving.generation;

import static java.util.Objects.requireNonNull;

import dev.medley.serving.generation.ServedAdapter.Published;
import dev.medley.serving.metrics.AdapterMetrics;
import dev.medley.subscriber.PeftCheckpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings adapters from disk into memory, each once however many wait for it: verified anew, into
 * room that was taken for it. A version that can't be loaded is refused, and the one before it
 * loaded. Thread-safe.
 */
final class AdapterLoads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdapterLoads.class);
  private static final int COLD_THREADS = 2;
  private static final long CLOSE_SECONDS = 10;

  private final OnDisk disk;
  private final AdapterMemory memory;
  private final Backend backend;
  private final AdapterMetrics metrics;
  private final Faults faults;
  private final Map<TaskMember, CompletableFuture<Void>> running = new ConcurrentHashMap<>();

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

  /** Whether a member is being brought. */
  boolean isRunning(TaskMember member) {
    return running.containsKey(member);
  }

  /** Brings a member for requests that wait; ends once it is loaded, or can't be. */
  CompletableFuture<Void> load(TaskMember member) {
    return load(member, cold);
  }

  /** Brings a member's newer version, beside the one that serves. */
  CompletableFuture<Void> swap(TaskMember member) {
    return load(member, swaps);
  }

  private CompletableFuture<Void> load(TaskMember member, ExecutorService threads) {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> other = running.putIfAbsent(member, mine);
    if (other != null) {
      return other;
    }
    threads.execute(
        () -> {
          try {
            bring(member);
            running.remove(member);
            mine.complete(null);
          } catch (RuntimeException | InterruptedException | Error e) {
            running.remove(member);
            mine.completeExceptionally(e);
          }
        });
    return mine;
  }

  private void bring(TaskMember member) throws InterruptedException {
    while (true) {
      PeftCheckpoint newest =
          disk.newest(member)
              .orElseThrow(() -> new IllegalStateException("No version of it can be loaded"));
      if (isLoaded(member, newest)) {
        return;
      }
      try {
        load(member, newest);
      } catch (RetriableException e) {
        throw e;
      } catch (IOException e) {
        stopWhereClosed();
        disk.remove(newest);
        faults.broken(newest);
      } catch (RuntimeException e) {
        stopWhereClosed();
        disk.remove(newest);
        faults.unloadable(newest, e);
      }
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
