package dev.medley.lm.safetensors;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A tensor that lies in a file, row-major and little-endian.
 *
 * @param position its first byte, counted from the file's beginning
 * @param bytes its length; the file is at least so long
 */
@SuppressWarnings("ArrayRecordComponent")
public record StoredTensor(Path file, StoredType type, long[] shape, long position, long bytes) {

  /**
   * Takes the wanted weights out of those that were found, in the order in which they are wanted.
   *
   * @throws IOException where one is missing, or of another shape or type
   */
  public static Map<String, StoredTensor> take(
      Path directory, Map<String, StoredTensor> found, Map<String, long[]> wanted)
      throws IOException {
    Map<String, StoredTensor> taken = new LinkedHashMap<>();
    for (Map.Entry<String, long[]> entry : wanted.entrySet()) {
      String name = entry.getKey();
      StoredTensor tensor = found.remove(name);
      if (tensor == null || !Arrays.equals(tensor.shape(), entry.getValue())) {
        throw new IOException(
            "%s: %s should have shape %s, but %s"
                .formatted(
                    directory,
                    name,
                    Arrays.toString(entry.getValue()),
                    tensor == null ? "is missing" : "has " + Arrays.toString(tensor.shape())));
      }
      if (!tensor.type().isWeight()) {
        throw new IOException(
            "%s: tensor %s is of type %s; only F32, F16 and BF16 can be read"
                .formatted(tensor.file(), name, tensor.type()));
      }
      taken.put(name, tensor);
    }
    return taken;
  }
}
