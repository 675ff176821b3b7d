package dev.medley.serving;

import static java.util.Objects.requireNonNull;

import dev.medley.lm.LanguageModel;
import dev.medley.schemas.FinishReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
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
  private final ServingMetrics metrics;
  private final WaitingJobs waiting;
  private final Deque<RunningBatch> running = new ArrayDeque<>();
  private final Thread thread = new Thread(this::run, "generation");

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
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.waiting = new WaitingJobs(maxQueue, maxBatch);
    metrics.gauge("medley.generation.queue.size", "Requests that wait.", waiting::size);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Queues a job, whose adapter is released whatever happens to it.
   *
   * @return false where the queue is full, or the node is stopping
   */
  boolean submit(Job job) {
    boolean taken = waiting.offer(job);
    if (!taken) {
      job.adapter().release();
    }
    return taken;
  }

  boolean alive() {
    return thread.isAlive();
  }

  private void run() {
    try {
      while (!waiting.closed()) {
        waiting.await(() -> !running.isEmpty());
        // One batch an adapter, so that what waits meanwhile becomes the next.
        waiting.take(running.stream().map(RunningBatch::adapter).toList()).forEach(this::start);
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
    waiting.close().forEach(Scheduler::end);
    for (RunningBatch batch : running) {
      batch.cancel();
      end(batch);
    }
    running.clear();
  }

  /** Ends what still waits or runs as cancelled. */
  @Override
  public void close() {
    waiting.close().forEach(Scheduler::end);
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
