package dev.medley.lm.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.medley.lm.decoder.Decoder;
import dev.medley.lm.torch.TorchScript;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a cost model sees of responses: the frozen base's last hidden states, their mean. */
public final class ResponseFeatures {
  private ResponseFeatures() {}

  /**
   * For each draft the mean, over its response's tokens, of the base's last hidden states after the
   * final norm: as many numbers as the model's hidden size. No adapter takes part.
   */
  public static List<float[]> of(Decoder decoder, List<Draft> drafts) {
    int rows = drafts.size();
    int length = drafts.stream().mapToInt(Draft::length).max().orElse(0);
    long[] ids = new long[rows * length];
    float[] pool = new float[rows * length];
    Arrays.fill(ids, decoder.config().padTokenId());
    for (int r = 0; r < rows; r++) {
      int[] prompt = drafts.get(r).prompt();
      int[] response = drafts.get(r).response();
      int start = r * length;
      for (int i = 0; i < prompt.length; i++) {
        ids[start + i] = prompt[i];
      }
      for (int i = 0; i < response.length; i++) {
        ids[start + prompt.length + i] = response[i];
        pool[start + prompt.length + i] = 1f / response.length;
      }
    }
    if (rows == 0) {
      return List.of();
    }
    try (NDManager call = decoder.newManager()) {
      Shape shape = new Shape(rows, length);
      TorchScript.Call arguments =
          decoder.call(null).array(call.create(ids, shape)).array(call.create(pool, shape));
      NDArray found = decoder.run(call, "features", arguments, false).singletonOrThrow();
      return rows(found.toFloatArray(), rows);
    }
  }

  private static List<float[]> rows(float[] values, int rows) {
    int width = values.length / rows;
    List<float[]> found = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      found.add(Arrays.copyOfRange(values, r * width, (r + 1) * width));
    }
    return found;
  }
}
