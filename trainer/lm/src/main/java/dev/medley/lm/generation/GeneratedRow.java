package dev.medley.lm.generation;

import dev.medley.lm.chat.ChatTokenizer;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One response of a {@link GenerationBatch}, as far as it is. Belongs to the generating thread, but
 * for {@link #cancel}.
 */
public final class GeneratedRow {
  private final GenerationRequest request;
  private final List<Integer> ends;
  private final SplittableRandom random;
  private final TextStream stream;
  private EndReason endReason;
  private volatile boolean cancelled;

  GeneratedRow(GenerationRequest request, List<Integer> ends, ChatTokenizer tokenizer) {
    this.request = request;
    this.ends = ends;
    this.random = new SplittableRandom(request.sampling().seed());
    this.stream = new TextStream(tokenizer, request.sampling().stop());
  }

  GenerationRequest request() {
    return request;
  }

  /** Numbers in [0, 1) for the next tokens' draws. */
  void draw(float[] uniforms, int from, int count) {
    for (int i = from; i < from + count; i++) {
      uniforms[i] = (float) random.nextDouble();
    }
  }

  /** Takes its new tokens one by one, up to its end, so that slices make no difference. */
  void take(long[] generated, int from, int count) {
    for (int i = from; i < from + count && endReason == null; i++) {
      int token = (int) generated[i];
      if (ends.contains(token)) {
        finish(EndReason.STOP);
        return;
      }
      stream.append(token);
      if (stream.stopped()) {
        finish(EndReason.STOP);
      } else if (left() == 0) {
        finish(EndReason.LENGTH);
      } else if (stream.repeats(request.sampling().repeatedCharacters())) {
        finish(EndReason.REPETITION);
      }
    }
  }

  void finishIfCancelled() {
    if (cancelled && endReason == null) {
      finish(EndReason.CANCELLED);
    }
  }

  private void finish(EndReason reason) {
    stream.end();
    // What was held back may have come to a stop string.
    endReason = stream.stopped() ? EndReason.STOP : reason;
  }

  /** Tokens that it may still have. */
  int left() {
    return request.sampling().maxTokens() - stream.count();
  }

  /** Ends it at the generation's next call, which frees its place; from any thread. */
  public void cancel() {
    cancelled = true;
  }

  public boolean finished() {
    return endReason != null;
  }

  /** Why it ended; empty while it goes on. */
  public Optional<EndReason> endReason() {
    return Optional.ofNullable(endReason);
  }

  /**
   * Its text so far, which only ever grows: whole characters, none of a stop string. Complete once
   * it is finished.
   */
  public String text() {
    return stream.text();
  }

  /** Its tokens so far, without its end; those of a stop string are among them. */
  public int[] tokens() {
    return stream.tokens();
  }
}
