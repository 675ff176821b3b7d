package dev.medley.serving.generation.local;

import dev.medley.serving.generation.FinishedResponse;
import dev.medley.serving.generation.GrowingResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first generation, which compiles the decoder, so that no user waits for that; again each
 * second until one succeeds. Thread-safe.
 */
final class WarmUp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final long AGAIN_SECONDS = 1;

  private final Supplier<Optional<GrowingResponse>> generation;
  private final Executor later = CompletableFuture.delayedExecutor(AGAIN_SECONDS, TimeUnit.SECONDS);
  private volatile boolean done;
  private volatile boolean closed;

  /**
   * Begins.
   *
   * @param generation begins one; empty where it can't now
   */
  WarmUp(Supplier<Optional<GrowingResponse>> generation) {
    this.generation = generation;
    generate();
  }

  private void generate() {
    Optional<GrowingResponse> begun = closed ? Optional.empty() : generation.get();
    if (begun.isPresent()) {
      CompletableFuture<FinishedResponse> unused =
          begun.get().result().whenComplete((response, error) -> ended(error));
    } else if (!closed) {
      later.execute(this::generate);
    }
  }

  private void ended(Throwable error) {
    if (error == null) {
      done = true;
    } else if (!closed) {
      LOG.atWarn().log("The first generation failed: not ready, trying again");
      later.execute(this::generate);
    }
  }

  /** Whether one has succeeded. */
  boolean done() {
    return done;
  }

  /** Begins no more. */
  @Override
  public void close() {
    closed = true;
  }
}
