package dev.medley.serving.generation;

import java.util.concurrent.CompletableFuture;

/** A response as it is generated: its text grows until it is complete. Thread-safe. */
public final class GrowingResponse {
  private final CompletableFuture<FinishedResponse> result = new CompletableFuture<>();
  private final long startedAt;
  private String text = "";
  private volatile long endedAt;
  private volatile boolean cancelled;
  private volatile Runnable onCancel = () -> {};

  /**
   * @param startedAt of {@link System#nanoTime}, when the backend began to read its prompt
   */
  public GrowingResponse(long startedAt) {
    this.startedAt = startedAt;
  }

  /** Its text so far: whole characters, and what was said before stays. */
  public synchronized void grow(String longer) {
    if (longer.length() > text.length()) {
      text = longer;
      notifyAll();
    }
  }

  /** Nothing more comes. */
  public synchronized void complete(FinishedResponse completion) {
    endedAt = result.isDone() ? endedAt : System.nanoTime();
    result.complete(completion);
    notifyAll();
  }

  public synchronized void fail(RuntimeException cause) {
    result.completeExceptionally(cause);
    notifyAll();
  }

  /**
   * The text so far, once it is longer than what is known, complete, or time is up.
   *
   * @param known characters
   */
  public synchronized String awaitText(int known, long millis) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    long left = millis;
    while (text.length() <= known && !result.isDone() && left > 0) {
      wait(left);
      left = (deadline - System.nanoTime()) / 1_000_000;
    }
    return text;
  }

  /** Whether there is anything of it. */
  public synchronized boolean hasBegun() {
    return !text.isEmpty();
  }

  /** Ends soon, as {@code CANCELLED} with the tokens so far where it is cancelled. */
  public CompletableFuture<FinishedResponse> result() {
    return result;
  }

  /** What is done when it is complete or has failed. */
  public void onEnd(Runnable action) {
    CompletableFuture<FinishedResponse> unused = result.whenComplete((done, error) -> action.run());
  }

  /**
   * How long the backend took: to read the prompt, to wait and to generate; once it is complete.
   */
  public double millis() {
    return (endedAt - startedAt) / 1e6;
  }

  /** What ends it, where nobody looks whether it is cancelled. */
  public void onCancel(Runnable action) {
    onCancel = action;
    if (cancelled) {
      action.run();
    }
  }

  /** Asks for its end. */
  public void cancel() {
    cancelled = true;
    onCancel.run();
  }

  public boolean cancelled() {
    return cancelled;
  }
}
