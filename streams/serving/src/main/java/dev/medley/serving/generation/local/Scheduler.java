package dev.medley.serving.generation.local;

import static java.util.Objects.requireNonNull;

import dev.medley.lm.LanguageModel;
import dev.medley.lm.generation.GeneratedRow;
import dev.medley.lm.generation.GenerationBatch;
import dev.medley.serving.http.ApiException;
import dev.medley.serving.metrics.ServingMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that generates all jobs together, whatever their adapters: those that wait join as
 * soon as there is a place, and each leaves when it ends.
 */
public final class Scheduler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

  /** Few, for a job that comes waits so long before it may join. */
  private static final int SLICE_TOKENS = 8;

  private static final long IDLE_MILLIS = 100;
  private static final long CLOSE_MILLIS = 10_000;

  private final LanguageModel model;
  private final int maxBatch;
  private final ServingMetrics metrics;
  private final FairQueue waiting;
  private final List<RunningJob> running = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "generation");
  private volatile boolean stopping;

  /**
   * @param maxBatch most jobs generated together
   * @param maxQueue most jobs that wait, beside those that run
   */
  public Scheduler(LanguageModel model, int maxBatch, int maxQueue, ServingMetrics metrics) {
    if (maxBatch < 1 || maxQueue < 1) {
      throw new IllegalArgumentException(
          "max-batch %d, max-queue %d: need at least 1 of each".formatted(maxBatch, maxQueue));
    }
    this.model = requireNonNull(model, "model is null");
    this.maxBatch = maxBatch;
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.waiting = new FairQueue(maxQueue);
    metrics.gauge("medley.generation.queue.size", "Requests that wait.", waiting::size);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Queues a job, whose adapter is released whatever happens to it. Where the queue is full,
   * another's may have to go for it.
   *
   * @return false where the queue is full, or the node is stopping
   */
  public boolean submit(Job job) {
    if (stopping) {
      job.refuse();
      return false;
    }
    Optional<Job> out = waiting.offer(job);
    if (out.filter(job::equals).isPresent()) {
      job.refuse();
      return false;
    }
    out.ifPresent(other -> other.fail(full()));
    if (stopping) {
      // It may have come after the last look at the queue.
      cancelWaiting();
    }
    return true;
  }

  /** The refusal of a request that finds no place, which is counted. */
  ApiException full() {
    metrics.refusedRequest("queue_full");
    return ApiException.of(429, "queue_full", "Too many requests wait: try again in a second");
  }

  boolean alive() {
    return thread.isAlive();
  }

  private void run() {
    try {
      while (!stopping) {
        generate();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      cancelWaiting();
    }
  }

  /** Until the node stops, or what is generated together fails together. */
  private void generate() throws InterruptedException {
    try (GenerationBatch generation = model.newGeneration()) {
      while (!stopping) {
        start(generation, take());
        if (!running.isEmpty()) {
          metrics.batch(running.size());
          generation.decode(SLICE_TOKENS);
          running.removeIf(RunningJob::ended);
        }
      }
      running.forEach(each -> each.row().cancel());
      generation.decode(1);
      running.removeIf(RunningJob::ended);
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("rows", running.size()).setCause(e).log("Generation failed");
      running.forEach(each -> each.job().fail(e));
      running.clear();
    }
  }

  private List<Job> take() throws InterruptedException {
    List<Job> taken = new ArrayList<>();
    waiting.take(taken, maxBatch - running.size(), running.isEmpty() ? IDLE_MILLIS : 0);
    return taken;
  }

  private void start(GenerationBatch generation, List<Job> taken) {
    List<Job> wanted = new ArrayList<>();
    for (Job job : taken) {
      if (job.reply().cancelled()) {
        job.endUnstarted();
      } else {
        wanted.add(job);
      }
    }
    try {
      List<GeneratedRow> rows = generation.add(wanted.stream().map(Job::request).toList());
      for (int i = 0; i < rows.size(); i++) {
        running.add(new RunningJob(wanted.get(i), rows.get(i)));
      }
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("rows", wanted.size()).setCause(e).log("Prompts can't be read");
      wanted.forEach(job -> job.fail(e));
    }
  }

  private void cancelWaiting() {
    List<Job> left = new ArrayList<>();
    waiting.take(left, Integer.MAX_VALUE);
    left.forEach(Job::endUnstarted);
  }

  /** Ends what still waits or runs as cancelled. */
  @Override
  public void close() {
    stopping = true;
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
