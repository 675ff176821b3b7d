package dev.medley.lm.torch;

import ai.djl.ndarray.NDArray;
import java.nio.FloatBuffer;
import java.util.Map;

/** Float32 arrays under names, and their values in Java. */
public final class NamedArrays {
  private NamedArrays() {}

  /**
   * Overwrites each array in place by the values under its name behind a prefix.
   *
   * @throws IllegalArgumentException naming what is missing or has another size
   */
  public static void load(Map<String, NDArray> arrays, String prefix, Map<String, float[]> values) {
    arrays.forEach(
        (name, array) -> {
          float[] found = values(prefix + name, array.getShape().size(), values);
          array.set(FloatBuffer.wrap(found));
        });
  }

  /**
   * The values under a name.
   *
   * @throws IllegalArgumentException where they are missing, or not as many
   */
  public static float[] values(String name, long size, Map<String, float[]> values) {
    float[] found = values.get(name);
    if (found == null || found.length != size) {
      throw new IllegalArgumentException(
          "%s needs %d values, found %s"
              .formatted(name, size, found == null ? "none" : found.length));
    }
    return found;
  }
}
