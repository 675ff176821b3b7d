package dev.medley.lm.generation;

import static java.util.Objects.requireNonNull;

import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.lora.LoraAdapter;

/**
 * A response to generate.
 *
 * @param prompt context x, rendered; not empty
 * @param adapter null for the base
 */
@SuppressWarnings("ArrayRecordComponent")
public record GenerationRequest(int[] prompt, LoraAdapter adapter, SamplingParameters sampling) {
  public GenerationRequest {
    requireNonNull(prompt, "prompt is null");
    requireNonNull(sampling, "sampling is null");
  }

  void check(ModelConfig config) {
    int most = config.maxPositionEmbeddings();
    if (prompt.length == 0 || prompt.length + sampling.maxTokens() > most) {
      throw new IllegalArgumentException(
          "A prompt of %d tokens and a response of up to %d don't fit the model's %d positions"
              .formatted(prompt.length, sampling.maxTokens(), most));
    }
  }
}
