package dev.medley.lm.decoder;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.config.WeightNames;
import dev.medley.lm.torch.Precision;

/**
 * What a model takes on its device.
 *
 * @param parameters numbers of the base
 * @param weightBytes of the base, in the precision that is computed in
 * @param blockBytes of a small model's matrices as generation reads them, beside the weights; else
 *     0
 * @param cacheBytesPerToken of keys and values, for each token of each row that is generated
 */
public record ModelMemory(
    long parameters, long weightBytes, long blockBytes, long cacheBytesPerToken) {
  public static ModelMemory of(ModelConfig config, Precision precision, Device device) {
    long parameters =
        WeightNames.shapes(config).values().stream()
            .mapToLong(shape -> new Shape(shape).size())
            .sum();
    long cached = 2L * config.layers() * config.keyValueHeads() * config.headDim();
    return new ModelMemory(
        parameters,
        parameters * precision.bytes(),
        WeightBlocks.packedBytes(config, precision, device),
        cached * precision.bytes());
  }

  /**
   * Refuses a model before any of it is loaded.
   *
   * @throws IllegalArgumentException where its weights exceed what is free, naming both
   */
  public void check(String model, Precision precision, String device, long free) {
    long needed = weightBytes + blockBytes;
    if (needed > free) {
      throw new IllegalArgumentException(
          ("%s has %,d parameters, which take %,d MB in %s; %s has %,d MB free: %,d MB are missing."
                  + " Free them, choose another device%s")
              .formatted(
                  model,
                  parameters,
                  needed / 1_000_000,
                  precision,
                  device,
                  free / 1_000_000,
                  (needed - free) / 1_000_000 + 1,
                  precision == Precision.FLOAT32 ? ", or bfloat16, which takes half" : ""));
    }
  }
}
