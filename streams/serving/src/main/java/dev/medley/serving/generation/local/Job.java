package dev.medley.serving.generation.local;

import static java.util.Objects.requireNonNull;

import dev.medley.lm.generation.GenerationRequest;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.schemas.FinishReason;
import dev.medley.serving.generation.Completion;
import dev.medley.serving.generation.Reply;
import dev.medley.serving.generation.ServedAdapter;

/** One response to generate; it holds its adapter until the scheduler lets go of it. */
public final class Job {
  private final ServedAdapter adapter;
  private final int[] prompt;
  private final SamplingParameters sampling;
  private final Reply reply;

  /**
   * @param adapter held by the caller; the scheduler releases it
   * @param startedAt of {@link System#nanoTime}, when its prompt began to be read
   */
  public Job(ServedAdapter adapter, int[] prompt, SamplingParameters sampling, long startedAt) {
    this.adapter = requireNonNull(adapter, "adapter is null");
    this.prompt = requireNonNull(prompt, "prompt is null");
    this.sampling = requireNonNull(sampling, "sampling is null");
    this.reply = new Reply(startedAt);
  }

  GenerationRequest request() {
    return new GenerationRequest(prompt, adapter.adapter(), sampling);
  }

  Reply reply() {
    return reply;
  }

  /** Gives the adapter back first: whoever has the result may look whether it is free. */
  void end(String text, int tokens, FinishReason reason) {
    adapter.release();
    reply.complete(new Completion(text, prompt.length, tokens, reason));
  }

  /** Ends a job whose generation never began. */
  void endUnstarted() {
    end("", 0, FinishReason.CANCELLED);
  }

  void fail(RuntimeException cause) {
    adapter.release();
    reply.fail(cause);
  }

  /** Was never taken. */
  void refuse() {
    adapter.release();
  }
}
