package dev.medley.lm.decoder;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.config.WeightNames;
import dev.medley.lm.torch.Precision;
import dev.medley.lm.torch.TorchScript;
import java.util.List;

/**
 * A model's matrices in blocks of 64 outputs. Threads of a CPU share the products of a few tokens
 * with blocks better than those with the whole: in float32, up to twice as fast.
 */
public final class WeightBlocks {
  /** Of more tokens than these, products with the whole are as fast. */
  public static final int MOST_TOKENS = 128;

  // Matrices that stay in a processor's cache are read a third faster where blocks lie one after
  // the other; larger ones are not.
  private static final long MOST_PACKED_BYTES = 64 << 20;

  private WeightBlocks() {}

  /** The weights of a call with few tokens: the same, where blocks gain nothing. */
  public static List<NDArray> of(
      NDManager owner,
      TorchScript script,
      List<NDArray> weights,
      ModelMemory memory,
      Precision precision) {
    if (!gain(precision, owner.getDevice()) || JniUtils.getNumThreads() == 1) {
      return weights;
    }
    try (NDManager call = owner.newSubManager()) {
      TorchScript.Call arguments =
          new TorchScript.Call().list("w", weights).array(call.create(memory.blockBytes() > 0));
      return List.copyOf(script.run(owner, "blocks", arguments, false));
    }
  }

  /** What packed blocks take beside the weights, at most. */
  static long packedBytes(ModelConfig config, Precision precision, Device device) {
    if (!gain(precision, device)) {
      return 0;
    }
    long parameters =
        WeightNames.shapes(config).entrySet().stream()
            .filter(weight -> weight.getValue().length == 2)
            // Looked up, not multiplied with, unless it is the head as well.
            .filter(
                weight ->
                    config.tieWordEmbeddings() || !weight.getKey().equals(WeightNames.EMBEDDING))
            .mapToLong(weight -> new Shape(weight.getValue()).size())
            .sum();
    long bytes = parameters * precision.bytes();
    return bytes > MOST_PACKED_BYTES ? 0 : bytes;
  }

  private static boolean gain(Precision precision, Device device) {
    return precision == Precision.FLOAT32 && !device.isGpu();
  }
}
