package dev.medley.serving.generation.local;

import static java.util.Objects.requireNonNull;

import dev.medley.lm.generation.GenerationRequest;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.schemas.FinishReason;
import dev.medley.serving.generation.FinishedResponse;
import dev.medley.serving.generation.GrowingResponse;
import dev.medley.serving.generation.ServedAdapter;

/** One response to generate; it holds its adapter until the scheduler lets go of it. */
public final class Job {
  private final ServedAdapter adapter;
  private final LoraAdapter lora;
  private final int[] prompt;
  private final SamplingParameters sampling;
  private final String asker;
  private final GrowingResponse reply;

  /**
   * @param adapter held by the caller; the scheduler releases it
   * @param asker whose turn it takes
   * @throws IllegalStateException where another server has the adapter
   * @param startedAt of {@link System#nanoTime}, when its prompt began to be read
   */
  public Job(
      ServedAdapter adapter,
      int[] prompt,
      SamplingParameters sampling,
      String asker,
      long startedAt) {
    this.adapter = requireNonNull(adapter, "adapter is null");
    this.lora = lora(adapter);
    this.prompt = requireNonNull(prompt, "prompt is null");
    this.sampling = requireNonNull(sampling, "sampling is null");
    this.asker = requireNonNull(asker, "asker is null");
    this.reply = new GrowingResponse(startedAt);
  }

  /** Null for the base, as the model takes it. */
  private static LoraAdapter lora(ServedAdapter adapter) {
    if (adapter instanceof ServedAdapter.Local local) {
      return local.lora();
    }
    if (adapter instanceof ServedAdapter.Remote remote) {
      throw new IllegalStateException(remote.model() + " is not in this process");
    }
    return null;
  }

  GenerationRequest request() {
    return new GenerationRequest(prompt, lora, sampling);
  }

  String asker() {
    return asker;
  }

  GrowingResponse reply() {
    return reply;
  }

  /** Gives the adapter back first: whoever has the result may look whether it is free. */
  void end(String text, int tokens, FinishReason reason) {
    adapter.release();
    reply.complete(new FinishedResponse(text, prompt.length, tokens, reason));
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
