package dev.medley.local.processes;

import dev.medley.local.terminal.Console;
import dev.medley.local.terminal.UserErrorException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Starts parts in order, watches them, and stops them in the opposite order. A part killed by a
 * signal is started again; one that ends by itself ends the run.
 */
public final class Supervisor implements AutoCloseable {
  private static final long POLL_MILLIS = 100;
  // A signal to the whole process group reaches parts before the launcher stops them.
  private static final long GRACE_MILLIS = 300;

  private final Console console;
  private final int maxRestarts;
  private final Map<Part, Process> running = new LinkedHashMap<>();
  private final Map<String, Integer> restarts = new LinkedHashMap<>();
  private final CompletableFuture<String> failure = new CompletableFuture<>();
  private final ExecutorService watchers =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "medley-watch");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean stopping;

  /**
   * @param maxRestarts times that each part is started again after a signal killed it
   */
  public Supervisor(Console console, int maxRestarts) {
    this.console = console;
    this.maxRestarts = maxRestarts;
  }

  /**
   * Starts a part and waits until it is ready.
   *
   * @throws UserErrorException saying in one line why it did not become ready
   */
  public void start(Part part) {
    long begin = System.nanoTime();
    launch(part);
    console.say(
        "%-9s ready after %.1f s".formatted(part.name(), (System.nanoTime() - begin) / 1e9));
  }

  /** Completes with one line when a part has ended that should not have. */
  public CompletableFuture<String> failure() {
    return failure;
  }

  /** Processes that run now, by part. */
  Map<String, Process> processes() {
    synchronized (running) {
      return running.entrySet().stream()
          .collect(Collectors.toMap(e -> e.getKey().name(), Map.Entry::getValue));
    }
  }

  private void launch(Part part) {
    Process process = process(part);
    synchronized (running) {
      running.put(part, process);
    }
    if (stopping) {
      // The launcher began to stop while this part was being started.
      stop(part, process);
    }
    awaitReady(part, process);
    watchers.execute(() -> watch(part, process));
  }

  private static Process process(Part part) {
    try {
      return part.launch().start();
    } catch (IOException | IllegalStateException e) {
      throw new UserErrorException(
          "%s could not be started: %s".formatted(part.name(), e.getMessage()), e);
    }
  }

  private static void awaitReady(Part part, Process process) {
    long deadline = System.nanoTime() + part.readyWithin().toNanos();
    while (!part.ready().getAsBoolean()) {
      if (!process.isAlive()) {
        throw new UserErrorException(died(part, process));
      }
      if (System.nanoTime() > deadline) {
        throw new UserErrorException(
            "%s was not ready within %d s; see %s (its last line: %s)"
                .formatted(
                    part.name(),
                    part.readyWithin().toSeconds(),
                    part.log(),
                    LogTail.lastError(part.log())));
      }
      pause(POLL_MILLIS);
    }
  }

  private void watch(Part part, Process process) {
    try {
      process.waitFor();
      Thread.sleep(GRACE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (stopping) {
      return;
    }
    int tries = restarts.merge(part.name(), 1, Integer::sum);
    if (!killedBySignal(process.exitValue()) || tries > maxRestarts) {
      failure.complete(died(part, process));
      return;
    }
    console.say(
        "%s was killed (exit code %d): starting it again, %d of %d"
            .formatted(part.name(), process.exitValue(), tries, maxRestarts));
    try {
      start(part);
    } catch (UserErrorException e) {
      if (!stopping) {
        failure.complete(e.getMessage());
      }
    }
  }

  private static boolean killedBySignal(int exitCode) {
    // Of abort, kill, a segmentation fault and TERM; not of Ctrl-C, which ends the run.
    return exitCode == 134 || exitCode == 137 || exitCode == 139 || exitCode == 143;
  }

  private static String died(Part part, Process process) {
    return "%s ended with exit code %d; see %s (its last error: %s)"
        .formatted(part.name(), process.exitValue(), part.log(), LogTail.lastError(part.log()));
  }

  /** From now on parts may end: none is started again, and none ends the run. */
  public void expectExits() {
    stopping = true;
  }

  /** Stops every part, the last started first; each is killed where it takes too long. */
  @Override
  public void close() {
    expectExits();
    List<Map.Entry<Part, Process>> entries;
    synchronized (running) {
      entries = List.copyOf(running.entrySet());
      running.clear();
    }
    for (int i = entries.size() - 1; i >= 0; i--) {
      stop(entries.get(i).getKey(), entries.get(i).getValue());
    }
    watchers.shutdownNow();
  }

  private void stop(Part part, Process process) {
    process.destroy();
    if (!endedWithin(process, part.stopWithin())) {
      console.say(
          "%s did not stop within %d s: killing it"
              .formatted(part.name(), part.stopWithin().toSeconds()));
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      endedWithin(process, Duration.ofSeconds(5));
    }
  }

  private static boolean endedWithin(Process process, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          // Stopping goes on: a part left behind would hold its port.
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
