package dev.medley.serving;

import java.util.concurrent.CompletableFuture;

/** A response as it is generated: its text grows until it is complete. Thread-safe. */
final class Reply {
  private final CompletableFuture<Completion> result = new CompletableFuture<>();
  private String text = "";
  private volatile boolean cancelled;

  /** Its text so far: whole characters, and what was said before stays. */
  synchronized void grow(String longer) {
    if (longer.length() > text.length()) {
      text = longer;
      notifyAll();
    }
  }

  /** Nothing more comes. */
  synchronized void complete(Completion completion) {
    result.complete(completion);
    notifyAll();
  }

  synchronized void fail(RuntimeException cause) {
    result.completeExceptionally(cause);
    notifyAll();
  }

  /**
   * The text so far, once it is longer than what is known, complete, or time is up.
   *
   * @param known characters
   */
  synchronized String awaitText(int known, long millis) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    long left = millis;
    while (text.length() <= known && !result.isDone() && left > 0) {
      wait(left);
      left = (deadline - System.nanoTime()) / 1_000_000;
    }
    return text;
  }

  /** Ends soon, as {@code CANCELLED} with the tokens so far where it is cancelled. */
  CompletableFuture<Completion> result() {
    return result;
  }

  /** Asks for its end; whoever generates it looks. */
  void cancel() {
    cancelled = true;
  }

  boolean cancelled() {
    return cancelled;
  }
}
