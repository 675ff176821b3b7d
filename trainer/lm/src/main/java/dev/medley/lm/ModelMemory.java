package dev.medley.lm;

import java.util.Arrays;

/**
 * What a model takes on its device.
 *
 * @param parameters numbers of the base
 * @param weightBytes of the base, in the precision that is computed in
 * @param cacheBytesPerToken of keys and values, for each token of each row that is generated
 */
public record ModelMemory(long parameters, long weightBytes, long cacheBytesPerToken) {
  static ModelMemory of(ModelConfig config, Precision precision) {
    long parameters =
        WeightNames.shapes(config).values().stream()
            .mapToLong(shape -> Arrays.stream(shape).reduce(1, (a, b) -> a * b))
            .sum();
    long cached = 2L * config.layers() * config.keyValueHeads() * config.headDim();
    return new ModelMemory(parameters, parameters * precision.bytes(), cached * precision.bytes());
  }

  /**
   * Refuses a model before any of it is loaded.
   *
   * @throws IllegalArgumentException where its weights exceed what is free, naming both
   */
  void check(String model, Precision precision, String device, long free) {
    if (weightBytes > free) {
      throw new IllegalArgumentException(
          ("%s has %,d parameters, which take %,d MB in %s; %s has %,d MB free: %,d MB are missing."
                  + " Free them, choose another device%s")
              .formatted(
                  model,
                  parameters,
                  weightBytes / 1_000_000,
                  precision,
                  device,
                  free / 1_000_000,
                  (weightBytes - free) / 1_000_000 + 1,
                  precision == Precision.FLOAT32 ? ", or bfloat16, which takes half" : ""));
    }
  }
}
