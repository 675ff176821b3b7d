package dev.medley.subscriber;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.control.Controls;
import dev.medley.schemas.Control;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.WakeupException;

/** Follows `control` by a thread of its own: what operators ask for waits for no delivery. */
final class ControlFeed implements AutoCloseable {
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);
  private static final long PAUSE_MILLIS = 100;

  private final Controls controls;
  private final Consumer<Throwable> failed;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "control-subscriber");
  private volatile boolean caughtUp;

  /**
   * @param failed learns of what ends it before it is closed
   */
  ControlFeed(Cluster cluster, Consumer<Throwable> failed) {
    this.controls = Controls.follow(cluster);
    this.failed = requireNonNull(failed, "failed is null");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try (controls) {
      do {
        controls.poll();
        caughtUp = controls.caughtUp();
      } while (!closed.await(caughtUp ? PAUSE_MILLIS : 0, TimeUnit.MILLISECONDS));
    } catch (WakeupException | InterruptedException e) {
      // Only close() wakes, and nobody interrupts.
    } catch (RuntimeException | Error e) {
      failed.accept(e);
    }
  }

  /** Whether all that was asked before the start is known. */
  boolean caughtUp() {
    return caughtUp;
  }

  /** What operators ask of a task now. */
  Optional<Control> of(String task) {
    return controls.of(task);
  }

  @Override
  public void close() {
    closed.countDown();
    controls.wakeup();
    try {
      thread.join(CLOSE_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
