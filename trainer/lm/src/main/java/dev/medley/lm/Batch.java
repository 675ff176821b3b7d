package dev.medley.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * Prompts and responses as the decoder's text takes them: ids (rows, length), padded on the right,
 * and for each response token the flat position that predicts it, its id and its row.
 */
record Batch(NDArray ids, NDArray index, NDArray labels, NDArray rows) {
  /** A prompt and the response that follows it; neither is empty. */
  @SuppressWarnings("ArrayRecordComponent")
  record Row(int[] prompt, int[] response) {}

  /** The decoder's list {@code x}. */
  List<NDArray> decoderOrder() {
    return List.of(ids, index, labels);
  }

  /**
   * Lays rows out.
   *
   * @throws IllegalArgumentException where one is longer than the model's positions
   */
  static Batch of(NDManager manager, List<Row> rows, ModelConfig config) {
    int length = 0;
    int targets = 0;
    for (Row row : rows) {
      length = Math.max(length, row.prompt().length + row.response().length - 1);
      targets += row.response().length;
    }
    if (length > config.maxPositionEmbeddings()) {
      throw new IllegalArgumentException(
          "A prompt and its response have %d tokens, but the model has %d positions"
              .formatted(length + 1, config.maxPositionEmbeddings()));
    }
    long[] ids = new long[rows.size() * length];
    long[] index = new long[targets];
    long[] labels = new long[targets];
    long[] owners = new long[targets];
    int target = 0;
    for (int r = 0; r < rows.size(); r++) {
      int[] prompt = rows.get(r).prompt();
      int[] response = rows.get(r).response();
      int start = r * length;
      for (int i = 0; i < length; i++) {
        int inResponse = i - prompt.length;
        ids[start + i] =
            inResponse < 0
                ? prompt[i]
                : inResponse < response.length ? response[inResponse] : config.padTokenId();
      }
      for (int j = 0; j < response.length; j++) {
        index[target] = start + (prompt.length - 1L) + j;
        labels[target] = response[j];
        owners[target++] = r;
      }
    }
    return new Batch(
        manager.create(ids, new Shape(rows.size(), length)),
        manager.create(index),
        manager.create(labels),
        manager.create(owners));
  }
}
