package dev.medley.lm.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.medley.lm.config.ModelConfig;
import java.util.List;

/**
 * Prompts and responses as the decoder's text takes them: one line of tokens, as {@link Packing}
 * lays them out.
 *
 * @param ids tokens (1, tokens)
 * @param positions each token's place in its own row (1, tokens)
 * @param segments for each segment the trunk's tokens, the number of branches, each one's tokens
 * @param index for each response token, row by row, the packed place that predicts it
 * @param labels those response tokens
 * @param owners the row of each
 */
public record Batch(
    NDArray ids,
    NDArray positions,
    NDArray segments,
    NDArray index,
    NDArray labels,
    NDArray owners) {
  /** A prompt and the response that follows it; neither is empty. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Row(int[] prompt, int[] response) {
    /** Tokens that are read; the last of the response only is predicted. */
    int length() {
      return prompt.length + response.length - 1;
    }

    int token(int place) {
      return place < prompt.length ? prompt[place] : response[place - prompt.length];
    }
  }

  /** The decoder's list {@code x}. */
  public List<NDArray> decoderOrder() {
    return List.of(ids, index, labels, positions, segments);
  }

  /**
   * Lays rows out.
   *
   * @throws IllegalArgumentException where one is longer than the model's positions
   */
  public static Batch of(NDManager manager, List<Row> rows, ModelConfig config) {
    for (Row row : rows) {
      if (row.length() > config.maxPositionEmbeddings()) {
        throw new IllegalArgumentException(
            "A prompt and its response have %d tokens, but the model has %d positions"
                .formatted(row.length() + 1, config.maxPositionEmbeddings()));
      }
    }
    Packing packing = Packing.of(rows);
    long[] ids = packing.ids();
    Shape line = new Shape(1, ids.length);
    return new Batch(
        manager.create(ids, line),
        manager.create(packing.positions(), line),
        manager.create(packing.segments()),
        manager.create(packing.index()),
        manager.create(packing.labels()),
        manager.create(packing.owners()));
  }
}
