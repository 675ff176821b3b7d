package dev.medley.learner.proofs;

import dev.medley.kafka.Cluster;
import dev.medley.learner.Labels;
import dev.medley.learner.settings.HoldOut;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Labels of one task that come by themselves, in bursts with pauses, with absurd ones among them.
 */
final class UnevenLabels implements AutoCloseable {
  private static final int FEW = 6;
  private static final int MANY = 40;

  private final Labels labels;
  private final int count;
  private final Set<Integer> absurd;
  private final Thread thread;
  private volatile int written;
  private volatile boolean atOnce;
  private volatile RuntimeException fault;

  private UnevenLabels(
      Cluster kafka, String task, int count, Duration about, Set<Integer> absurd, long seed) {
    this.labels = new Labels(kafka);
    this.count = count;
    this.absurd = absurd;
    this.thread = new Thread(() -> writeAll(task, about, new Random(seed)), "labels");
  }

  /**
   * Begins to write.
   *
   * @param about in which time all are written
   * @param absurdFrom the share of the labels behind which three are absurd
   */
  static UnevenLabels begin(
      Cluster kafka, String task, int count, Duration about, double absurdFrom, long seed) {
    Set<Integer> absurd = new TreeSet<>();
    for (int i = 0; i < 3; i++) {
      absurd.add(learnt((int) (count * (absurdFrom + i * (1 - absurdFrom) / 3))));
    }
    UnevenLabels labels = new UnevenLabels(kafka, task, count, about, absurd, seed);
    labels.thread.start();
    return labels;
  }

  /** The first generation from here on whose context is not held out. */
  private static int learnt(int from) {
    int i = from;
    while (Labels.heldOut(HoldOut.DEFAULT, i)) {
      i++;
    }
    return i;
  }

  private void writeAll(String task, Duration about, Random random) {
    try {
      while (written < count) {
        int burst = 1 + random.nextInt(random.nextInt(4) == 0 ? MANY : FEW);
        int end = Math.min(count, written + burst);
        long pause = (long) (2 * random.nextDouble() * burst * about.toMillis() / count);
        for (int i = written; i < end; i++) {
          if (absurd.contains(i)) {
            labels.writeAbsurd(task, i);
          } else {
            labels.write(task, i, i + 1);
          }
        }
        written = end;
        if (!atOnce) {
          Thread.sleep(pause);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      fault = e;
    }
  }

  /** So far. */
  int written() {
    return written;
  }

  /** Writes what is left without pauses. */
  void finish() throws InterruptedException {
    atOnce = true;
    thread.join();
    if (fault != null) {
      throw new IllegalStateException("Labels could not be written", fault);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    labels.close();
  }
}
