package dev.medley.lm.safetensors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that were cut, or made to harm. */
final class SafeTensorsHeaderTest {
  private static final String A = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
  @TempDir Path folder;

  @Test
  void shouldReadWhereTensorsLie() throws Exception {
    // Given
    Path file =
        file(
            "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"b\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[8,16]},"
                + A
                + ",\"none\":{\"dtype\":\"BF16\",\"shape\":[0,3],\"data_offsets\":[8,8]}}  ",
            16);

    // When
    Map<String, StoredTensor> tensors = SafeTensorsHeader.read(file);

    // Then
    long start = Files.size(file) - 16;
    assertThat(tensors.keySet()).containsExactly("b", "a", "none");
    assertThat(tensors.get("a").position()).isEqualTo(start);
    assertThat(tensors.get("b").position()).isEqualTo(start + 8);
    assertThatThrownBy(() -> StoredTensor.take(folder, tensors, Map.of("b", new long[0])))
        .hasMessageContaining("I64");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {A}x                                                             | 8  | plain JSON
          {A,A}                                                            | 8  | Duplicate field
          {"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}} | 8 | Duplicate field
          {A                                                               | 8  | plain JSON
          []                                                               | 8  | no JSON object
          {"a":1}                                                          | 8  | no object
          {"a":{"dtype":"F32","shape":[2]}}                                | 8  | lacks
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}             | 8  | lacks
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":[]}}    | 8  | field x
          {"a":{"dtype":"F99","shape":[2],"data_offsets":[0,8]}}           | 8  | unknown type F99
          {"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,8]}}          | 8  | can't lie
          {"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}          | 8  | no whole number
          {"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}         | 8  | no whole number
          {"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}} | 8 | no whole number
          {"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}} | 8 | no size
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}           | 8  | can't lie
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}          | 8  | no whole number
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}          | 12 | where 0 is next
          {A,"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}        | 12 | where 8 is next
          {A,"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}         | 8  | where 8 is next
          {A,"b":{"dtype":"F32","shape":[2],"data_offsets":[12,20]}}       | 20 | where 8 is next
          {"a":{"dtype":"U8","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}} | 8 | ends behind
          {A}                                                              | 7  | ends behind
          {A}                                                              | 9  | 1 bytes follow
          {"a":{"dtype":"F32","shape":[[[[2]]]],"data_offsets":[0,8]}}     | 8  | no whole number
          {"__metadata__":[[[[[[[[]]]]]]]]}                                | 0  | nesting depth
          """)
  void shouldSayWhyAFileIsNotTrusted(String header, int bytes, String reason) throws Exception {
    // Given
    Path file = file(header.replace("{A", "{" + A).replace(",A", "," + A), bytes);

    // When
    assertThatThrownBy(() -> SafeTensorsHeader.read(file))

        // Then
        .isInstanceOf(IOException.class)
        .hasMessageContaining("can be trusted")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({"9223372036854775807", "-1", "0", "100000001", "65"})
  void shouldRefuseAHeaderLengthThatTheFileCannotHave(long length) throws Exception {
    // Given
    Path file = folder.resolve("x.safetensors");
    ByteBuffer bytes = ByteBuffer.allocate(72).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    Files.write(file, bytes.array());

    // When
    assertThatThrownBy(() -> SafeTensorsHeader.read(file))

        // Then
        .isInstanceOf(IOException.class)
        .hasMessageContaining("would have %d bytes".formatted(length));
  }

  @Test
  void shouldRefuseEveryTruncation() throws Exception {
    // Given
    Path whole = file("{" + A + "}", 8);
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = folder.resolve("cut.safetensors");
    for (int length = 0; length < bytes.length; length++) {
      Files.write(cut, Arrays.copyOf(bytes, length));

      // When
      assertThatThrownBy(() -> SafeTensorsHeader.read(cut))

          // Then
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void shouldPlaceTensorsBeyondTwoGigabytes() throws Exception {
    // Given: a file with a hole in it, which takes no room on disk
    long size = 5L << 30;
    Path file =
        file(
            "{\"a\":{\"dtype\":\"BF16\",\"shape\":[40960,65536],\"data_offsets\":[0,%d]}}"
                .formatted(size),
            0);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(sparse.length() + size);
    }

    // When
    Map<String, StoredTensor> tensors = SafeTensorsHeader.read(file);

    // Then
    assertThat(tensors.get("a").bytes()).isEqualTo(size);
  }

  private Path file(String header, int bytes) throws IOException {
    byte[] json = header.getBytes(UTF_8);
    ByteBuffer all = ByteBuffer.allocate(8 + json.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
    return Files.write(folder.resolve("x.safetensors"), all.putLong(json.length).put(json).array());
  }
}
