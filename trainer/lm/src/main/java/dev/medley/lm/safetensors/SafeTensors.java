package dev.medley.lm.safetensors;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The safetensors file format: eight bytes of header length (little-endian), a JSON header, then
 * the tensors' bytes in row-major order (https://github.com/huggingface/safetensors).
 */
public final class SafeTensors {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SafeTensors() {}

  /**
   * Reads every tensor into Java, widened to float32: for adapters and optimiser states, not for
   * base models.
   *
   * @throws IOException where the file can't be trusted, or holds other types than weights
   */
  public static Map<String, Tensor> read(Path file) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, StoredTensor> entry : SafeTensorsHeader.read(file).entrySet()) {
      tensors.put(entry.getKey(), read(entry.getKey(), entry.getValue()));
    }
    return tensors;
  }

  public static Tensor read(String name, StoredTensor stored) throws IOException {
    StoredType type = stored.type();
    if (stored.bytes() > Integer.MAX_VALUE) {
      throw new IOException(
          "%s: tensor %s has %d bytes; one of an adapter has at most 2^31 - 1"
              .formatted(stored.file(), name, stored.bytes()));
    }
    try (FileChannel channel = FileChannel.open(stored.file())) {
      ByteBuffer bytes =
          channel
              .map(FileChannel.MapMode.READ_ONLY, stored.position(), stored.bytes())
              .order(ByteOrder.LITTLE_ENDIAN);
      float[] values = new float[(int) stored.bytes() / type.bytes()];
      for (int i = 0; i < values.length; i++) {
        values[i] =
            switch (type) {
              case F32 -> bytes.getFloat();
              case F16 -> Float16.toFloat(bytes.getShort());
              case BF16 -> Float.intBitsToFloat(bytes.getShort() << 16);
              default -> throw new IOException(name + " is of type " + type + ", no weight");
            };
      }
      return new Tensor(stored.shape(), values);
    }
  }

  /** Writes tensors as one type; bf16 is rounded to nearest, ties to even. */
  public static void write(Path file, Map<String, Tensor> tensors, StoredType type)
      throws IOException {
    ObjectNode header = JSON.createObjectNode();
    header.putObject(SafeTensorsHeader.METADATA).put("format", "pt");
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      ObjectNode description = header.putObject(entry.getKey());
      description.put("dtype", type.name());
      description.putPOJO("shape", entry.getValue().shape());
      long end = offset + (long) type.bytes() * entry.getValue().values().length;
      description.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    // Readers map the file: the tensors begin at a multiple of eight bytes.
    byte[] json = header.toString().getBytes(UTF_8);
    byte[] headerBytes = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    Arrays.fill(headerBytes, json.length, headerBytes.length, (byte) ' ');
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      writeFully(channel, length.putLong(headerBytes.length).flip());
      writeFully(channel, ByteBuffer.wrap(headerBytes));
      for (Tensor tensor : tensors.values()) {
        writeFully(channel, bytes(tensor.values(), type));
      }
      channel.force(true);
    }
  }

  private static ByteBuffer bytes(float[] values, StoredType type) {
    ByteBuffer bytes =
        ByteBuffer.allocate(type.bytes() * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      switch (type) {
        case F32 -> bytes.putFloat(value);
        case BF16 -> {
          int bits = Float.floatToRawIntBits(value);
          bytes.putShort((short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16));
        }
        default -> throw new IllegalArgumentException(type + " is never written");
      }
    }
    return bytes.flip();
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
