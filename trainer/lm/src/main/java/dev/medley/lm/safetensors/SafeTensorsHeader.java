package dev.medley.lm.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file (https://github.com/huggingface/safetensors): eight bytes of
 * length, then JSON. It is believed only where its tensors fill the file's bytes exactly, without a
 * hole or an overlap; nothing is allocated by what it claims before that.
 */
public final class SafeTensorsHeader {
  static final String METADATA = "__metadata__";
  static final int MAX_BYTES = 100_000_000;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(4).maxNumberLength(20).build())
          .build();

  private final Path file;
  private final long start;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

  private SafeTensorsHeader(Path file, long start) {
    this.file = file;
    this.start = start;
  }

  /**
   * Reads the tensors' places, in the header's order.
   *
   * @throws IOException saying why the file is no safetensors file that can be trusted
   */
  public static Map<String, StoredTensor> read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      ByteBuffer prefix = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      if (size < 10 || channel.read(prefix) < 8) {
        throw bad(file, "it has %d bytes".formatted(size));
      }
      long length = prefix.flip().getLong();
      if (length < 2 || length > MAX_BYTES || length > size - 8) {
        throw bad(file, "its header would have %d bytes".formatted(length));
      }
      SafeTensorsHeader header = new SafeTensorsHeader(file, 8 + length);
      header.parse(
          new ByteBufferBackedInputStream(channel.map(FileChannel.MapMode.READ_ONLY, 8, length)));
      header.checkPlaces(size);
      return header.tensors;
    }
  }

  private void parse(InputStream json) throws IOException {
    try (JsonParser parser = JSON.createParser(json)) {
      expect(parser.nextToken() == JsonToken.START_OBJECT, "its header is no JSON object");
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (name.equals(METADATA)) {
          parser.skipChildren();
        } else {
          tensors.put(name, tensor(parser, name));
        }
      }
      expect(
          parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null,
          "its header does not end where it should");
    } catch (JsonProcessingException e) {
      throw bad(file, "its header is no plain JSON: " + e.getOriginalMessage());
    }
  }

  private StoredTensor tensor(JsonParser parser, String name) throws IOException {
    expect(parser.currentToken() == JsonToken.START_OBJECT, "tensor %s is no object", name);
    String type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (field) {
        case "dtype" -> {
          expect(value == JsonToken.VALUE_STRING, "tensor %s has no dtype", name);
          type = parser.getText();
        }
        case "shape" -> shape = numbers(parser, name);
        case "data_offsets" -> offsets = numbers(parser, name);
        default -> throw bad(file, "tensor %s has a field %s".formatted(name, field));
      }
    }
    expect(
        type != null && shape != null && offsets != null && offsets.size() == 2,
        "tensor %s lacks dtype, shape or two data_offsets",
        name);
    return place(name, type, shape, offsets.get(0), offsets.get(1));
  }

  private List<Long> numbers(JsonParser parser, String name) throws IOException {
    expect(parser.currentToken() == JsonToken.START_ARRAY, "tensor %s: numbers missing", name);
    List<Long> numbers = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      expect(
          parser.currentToken() == JsonToken.VALUE_NUMBER_INT
              && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
              && parser.getLongValue() >= 0,
          "tensor %s has a size or an offset that is no whole number from 0 to 2^63",
          name);
      numbers.add(parser.getLongValue());
    }
    return numbers;
  }

  private StoredTensor place(String name, String type, List<Long> shape, long from, long to)
      throws IOException {
    StoredType stored;
    long bytes;
    try {
      stored = StoredType.valueOf(type);
      bytes = shape.stream().reduce((long) stored.bytes(), Math::multiplyExact);
    } catch (IllegalArgumentException e) {
      throw bad(file, "tensor %s is of the unknown type %s".formatted(name, type));
    } catch (ArithmeticException e) {
      throw bad(file, "tensor %s of shape %s has no size".formatted(name, shape));
    }
    expect(
        to >= from && to - from == bytes,
        "tensor %s of shape %s and type %s can't lie at bytes %d to %d",
        name,
        shape,
        type,
        from,
        to);
    long[] sizes = shape.stream().mapToLong(Long::longValue).toArray();
    // `from` may be anything up to 2^63: checkPlaces bounds it by the file's size.
    return new StoredTensor(file, stored, sizes, from, bytes);
  }

  /** Sorted by place, each tensor begins where the last ended, and the last ends with the file. */
  private void checkPlaces(long size) throws IOException {
    List<Map.Entry<String, StoredTensor>> sorted = new ArrayList<>(tensors.entrySet());
    sorted.sort(
        Comparator.comparingLong((Map.Entry<String, StoredTensor> e) -> e.getValue().position())
            .thenComparingLong(e -> e.getValue().bytes()));
    long end = 0;
    for (Map.Entry<String, StoredTensor> entry : sorted) {
      StoredTensor t = entry.getValue();
      expect(
          t.position() == end,
          "tensor %s begins at byte %d, where %d is next",
          entry.getKey(),
          t.position(),
          end);
      expect(
          t.bytes() <= size - start - end,
          "tensor %s of %d bytes ends behind the file",
          entry.getKey(),
          t.bytes());
      end += t.bytes();
    }
    expect(end == size - start, "%d bytes follow the last tensor", size - start - end);
    tensors.replaceAll(
        (name, t) ->
            new StoredTensor(t.file(), t.type(), t.shape(), start + t.position(), t.bytes()));
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private void expect(boolean condition, String message, Object... values) throws IOException {
    if (!condition) {
      throw bad(file, message.formatted(values));
    }
  }

  private static IOException bad(Path file, String why) {
    return new IOException(
        "%s is no safetensors file that can be trusted: %s".formatted(file, why));
  }
}
