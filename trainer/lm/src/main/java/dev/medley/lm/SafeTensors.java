package dev.medley.lm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The safetensors file format: eight bytes of header length (little-endian), a JSON header, then
 * the tensors' bytes in row-major order (https://github.com/huggingface/safetensors).
 */
final class SafeTensors {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_HEADER_BYTES = 100 << 20;

  /** How numbers are stored. */
  enum Type {
    F32(4),
    BF16(2),
    F16(2);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }
  }

  private SafeTensors() {}

  /**
   * Reads every tensor, widened to float32.
   *
   * @throws IOException where the file is no safetensors file, or holds other types
   */
  static Map<String, Tensor> read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long length = read(channel, file, 0, 8).getLong();
      if (length < 2 || length > MAX_HEADER_BYTES || length > channel.size() - 8) {
        throw new IOException(
            "%s is no safetensors file: its header would have %d bytes".formatted(file, length));
      }
      JsonNode header = JSON.readTree(read(channel, file, 8, (int) length).array());
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (Iterator<String> names = header.fieldNames(); names.hasNext(); ) {
        String name = names.next();
        if (!name.equals("__metadata__")) {
          tensors.put(name, read(channel, file, 8 + length, name, header.get(name)));
        }
      }
      return tensors;
    }
  }

  private static Tensor read(
      FileChannel channel, Path file, long start, String name, JsonNode description)
      throws IOException {
    Type type = type(file, name, description.path("dtype").asText());
    long[] shape = JSON.convertValue(description.path("shape"), long[].class);
    long from = description.path("data_offsets").path(0).asLong(-1);
    long to = description.path("data_offsets").path(1).asLong(-1);
    long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (from < 0 || to - from != elements * type.bytes || to - from > Integer.MAX_VALUE - 8) {
      throw new IOException(
          "%s: tensor %s of shape %s can't lie at bytes %d to %d"
              .formatted(file, name, Arrays.toString(shape), from, to));
    }
    ByteBuffer bytes = read(channel, file, start + from, (int) (to - from));
    float[] values = new float[(int) elements];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case F32 -> bytes.getFloat(4 * i);
            case BF16 -> Float.intBitsToFloat(bytes.getShort(2 * i) << 16);
            case F16 -> Float16.toFloat(bytes.getShort(2 * i));
          };
    }
    return new Tensor(shape, values);
  }

  private static Type type(Path file, String name, String dtype) throws IOException {
    try {
      return Type.valueOf(dtype);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "%s: tensor %s is of type %s; only F32, F16 and BF16 can be read"
              .formatted(file, name, dtype),
          e);
    }
  }

  private static ByteBuffer read(FileChannel channel, Path file, long position, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new EOFException(file + " ends too early");
      }
    }
    return bytes.flip();
  }

  /** Writes tensors as one type; bf16 is rounded to nearest, ties to even. */
  static void write(Path file, Map<String, Tensor> tensors, Type type) throws IOException {
    ObjectNode header = JSON.createObjectNode();
    header.putObject("__metadata__").put("format", "pt");
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      ObjectNode description = header.putObject(entry.getKey());
      description.put("dtype", type.name());
      description.putPOJO("shape", entry.getValue().shape());
      long end = offset + (long) type.bytes * entry.getValue().values().length;
      description.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    // Readers map the file: the tensors begin at a multiple of eight bytes.
    String json = header.toString();
    byte[] headerBytes = (json + " ".repeat((8 - json.length() % 8) % 8)).getBytes(UTF_8);
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

  private static ByteBuffer bytes(float[] values, Type type) {
    ByteBuffer bytes =
        ByteBuffer.allocate(type.bytes * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      switch (type) {
        case F32 -> bytes.putFloat(value);
        case BF16 -> {
          int bits = Float.floatToRawIntBits(value);
          bytes.putShort((short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16));
        }
        case F16 -> throw new IllegalArgumentException("F16 is read, never written");
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
