package dev.medley.serving;

import static java.util.Objects.requireNonNull;

import dev.medley.lm.GenerationRequest;
import dev.medley.lm.SamplingParameters;
import dev.medley.schemas.FinishReason;
import java.util.concurrent.CompletableFuture;

/** One response to generate; it holds its adapter until the scheduler lets go of it. */
final class Job {
  private final ServedAdapter adapter;
  private final int[] prompt;
  private final SamplingParameters sampling;
  private final CompletableFuture<Completion> result = new CompletableFuture<>();
  private volatile boolean cancelled;

  /**
   * @param adapter held by the caller; the scheduler releases it
   */
  Job(ServedAdapter adapter, int[] prompt, SamplingParameters sampling) {
    this.adapter = requireNonNull(adapter, "adapter is null");
    this.prompt = requireNonNull(prompt, "prompt is null");
    this.sampling = requireNonNull(sampling, "sampling is null");
  }

  ServedAdapter adapter() {
    return adapter;
  }

  GenerationRequest request() {
    return new GenerationRequest(prompt, adapter.adapter(), sampling);
  }

  /** Ends soon, as {@code CANCELLED} with the tokens so far where it is cancelled. */
  CompletableFuture<Completion> result() {
    return result;
  }

  /** Gives the result out and the adapter back. */
  void end(Completion completion) {
    result.complete(completion);
    adapter.release();
  }

  /** Ends a job whose generation never began. */
  void endUnstarted() {
    end(new Completion("", 0, FinishReason.CANCELLED));
  }

  void fail(RuntimeException cause) {
    result.completeExceptionally(cause);
    adapter.release();
  }

  void cancel() {
    cancelled = true;
  }

  boolean cancelled() {
    return cancelled;
  }
}
