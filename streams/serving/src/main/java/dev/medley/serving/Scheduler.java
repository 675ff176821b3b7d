package dev.medley.serving;

import static java.util.Objects.requireNonNull;

import dev.medley.lm.LanguageModel;
import dev.medley.schemas.FinishReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that generates: waiting jobs of the same adapter become a batch, batches take turns by
 * slices of a few tokens, so that no adapter waits for another's whole response.
 */
final class Scheduler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
  private static final int SLICE_TOKENS = 16;
  private static final long CLOSE_MILLIS = 10_000;

  private final LanguageModel model;
  private final int maxBatch;
  private final int maxQueue;
  private final ServingMetrics metrics;
  private final Object lock = new Object();
  private final Map<ServedAdapter, Deque<Job>> waiting = new LinkedHashMap<>();
  private final Deque<RunningBatch> running = new ArrayDeque<>();
  private final Thread thread = new Thread(this::run, "generation");
  private int queued;
  private boolean closed;

  /**
   * @param maxBatch most jobs generated together
   * @param maxQueue most jobs that wait, beside those that run
   */
  Scheduler(LanguageModel model, int maxBatch, int maxQueue, ServingMetrics metrics) {
    if (maxBatch < 1 || maxQueue < 1) {
      throw new IllegalArgumentException(
          "max-batch %d, max-queue %d: need at least 1 of each".formatted(maxBatch, maxQueue));
    }
    this.model = requireNonNull(model, "model is null");
    this.maxBatch = maxBatch;
    this.maxQueue = maxQueue;
    this.metrics = requireNonNull(metrics, "metrics is null");
    metrics.gauge("medley.generation.queue.size", "Requests that wait.", this::queued);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Queues a job, whose adapter is released whatever happens to it.
   *
   * @return false where the queue is full, or the node is stopping
   */
  boolean submit(Job job) {
    synchronized (lock) {
      if (!closed && queued < maxQueue) {
        waiting.computeIfAbsent(job.adapter(), adapter -> new ArrayDeque<>()).add(job);
        queued++;
        lock.notifyAll();
        return true;
      }
    }
    job.adapter().release();
    return false;
  }

  int queued() {
    synchronized (lock) {
      return queued;
    }
  }

  boolean alive() {
    return thread.isAlive();
  }

  private void run() {
    try {
      while (admit()) {
        RunningBatch batch = running.poll();
        if (batch != null) {
          slice(batch);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      cancelAll();
    }
  }

  /** Starts a batch for each adapter that has none; waits where there is nothing to do. */
  private boolean admit() throws InterruptedException {
    List<List<Job>> batches = new ArrayList<>();
    synchronized (lock) {
      while (!closed && waiting.isEmpty() && running.isEmpty()) {
        lock.wait();
      }
      if (closed) {
        return false;
      }
      List<ServedAdapter> busy = running.stream().map(RunningBatch::adapter).toList();
      for (ServedAdapter adapter : List.copyOf(waiting.keySet())) {
        if (!busy.contains(adapter)) {
          batches.add(take(adapter));
        }
      }
    }
    batches.forEach(this::start);
    return true;
  }

  private List<Job> take(ServedAdapter adapter) {
    Deque<Job> jobs = waiting.get(adapter);
    List<Job> batch = new ArrayList<>();
    while (batch.size() < maxBatch && !jobs.isEmpty()) {
      batch.add(jobs.poll());
    }
    if (jobs.isEmpty()) {
      waiting.remove(adapter);
    }
    queued -= batch.size();
    return batch;
  }

  private void start(List<Job> taken) {
    List<Job> jobs = new ArrayList<>();
    for (Job job : taken) {
      if (job.cancelled()) {
        end(job);
      } else {
        jobs.add(job);
      }
    }
    if (jobs.isEmpty()) {
      return;
    }
    try {
      running.add(RunningBatch.start(model, jobs));
      metrics.batch(jobs.size());
    } catch (RuntimeException e) {
      fail(jobs, e);
    }
  }

  private void slice(RunningBatch batch) {
    try {
      batch.decode(SLICE_TOKENS);
    } catch (RuntimeException e) {
      batch.close();
      fail(batch.jobs(), e);
      return;
    }
    if (batch.ended()) {
      end(batch);
    } else {
      running.add(batch);
    }
  }

  private static void end(RunningBatch batch) {
    batch.close();
    batch.jobs().forEach(job -> job.adapter().release());
  }

  private static void end(Job job) {
    job.result().complete(new Completion(new int[0], FinishReason.CANCELLED));
    job.adapter().release();
  }

  private static void fail(List<Job> jobs, RuntimeException cause) {
    LOG.atError().addKeyValue("rows", jobs.size()).setCause(cause).log("Generation failed");
    for (Job job : jobs) {
      job.result().completeExceptionally(cause);
      job.adapter().release();
    }
  }

  private void cancelAll() {
    synchronized (lock) {
      closed = true;
      waiting.values().forEach(jobs -> jobs.forEach(Scheduler::end));
      waiting.clear();
      queued = 0;
    }
    for (RunningBatch batch : running) {
      batch.cancel();
      end(batch);
    }
    running.clear();
  }

  /** Ends what still waits or runs as cancelled. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
