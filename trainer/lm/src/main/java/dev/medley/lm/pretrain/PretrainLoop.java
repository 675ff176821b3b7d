package dev.medley.lm.pretrain;

import dev.medley.lm.decoder.Batch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Steps with a warm-up and a cosine, progress every hundred, saves as it goes and on Ctrl-C. */
final class PretrainLoop {
  private static final int PROGRESS_EVERY = 100;
  private static final double MAX_NORM = 1.0;
  private static final double WARM_UP = 0.02;

  /** Saves so that the next step to do is {@code step}. */
  interface Saver {
    void save(int step) throws IOException;
  }

  private final FullModel model;
  private final Muon optimizer;
  private final PretrainBatches batches;
  private final int steps;
  private final double learningRate;
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean stopping;

  PretrainLoop(
      FullModel model, Muon optimizer, PretrainBatches batches, int steps, double learningRate) {
    this.model = model;
    this.optimizer = optimizer;
    this.batches = batches;
    this.steps = steps;
    this.learningRate = learningRate;
  }

  void run(int first, int saveEvery, Saver saver) throws IOException {
    Thread onInterrupt = new Thread(this::stop);
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    try {
      steps(first, saveEvery, saver);
    } finally {
      finished.countDown();
      if (!stopping) {
        Runtime.getRuntime().removeShutdownHook(onInterrupt);
      }
    }
  }

  private void steps(int first, int saveEvery, Saver saver) throws IOException {
    long start = System.nanoTime();
    double losses = 0;
    long tokens = 0;
    for (int step = first; step < steps && !stopping; step++) {
      List<Batch.Row> rows = batches.rows(step);
      losses += model.train(rows, optimizer, rate(step), MAX_NORM);
      tokens += rows.stream().mapToInt(row -> row.prompt().length + row.response().length).sum();
      int done = step + 1;
      if (done % PROGRESS_EVERY == 0) {
        Duration spent = Duration.ofNanos(System.nanoTime() - start);
        progress(done, first, losses / PROGRESS_EVERY, tokens, spent);
        losses = 0;
      }
      if (done % saveEvery == 0 || done == steps || stopping) {
        saver.save(done);
      }
    }
  }

  private void stop() {
    stopping = true;
    try {
      // The step that runs is finished and saved; longer than this a step never takes.
      if (!finished.await(30, TimeUnit.SECONDS)) {
        System.err.println("The step that ran was not saved");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private double rate(int step) {
    double warm = Math.max(1, WARM_UP * steps);
    double cosine = 0.5 * (1 + Math.cos(Math.PI * step / steps));
    return learningRate * Math.min(1, (step + 1) / warm) * (0.02 + 0.98 * cosine);
  }

  private void progress(int done, int first, double loss, long tokens, Duration spent) {
    double seconds = spent.toMillis() / 1000.0;
    long left = (long) (seconds / (done - first) * (steps - done));
    System.out.printf(
        Locale.ROOT,
        "step %d of %d, loss %.4f nats a token, %.0f tokens/s, %d min left%n",
        done,
        steps,
        loss,
        tokens / seconds,
        left / 60);
  }
}
