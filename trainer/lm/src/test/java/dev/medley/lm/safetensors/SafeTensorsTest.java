package dev.medley.lm.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SafeTensorsTest {
  @TempDir Path folder;

  @Test
  void shouldRoundToTheNearestBf16() throws Exception {
    // Given
    float[] values = {1f, -2.5f, 0x1.01p0f, 0x1.03p0f, 3.0e38f, 0f};
    Path file = folder.resolve("x.safetensors");

    // When
    SafeTensors.write(file, Map.of("x", new Tensor(new long[] {2, 3}, values)), StoredType.BF16);

    // Then
    Tensor read = SafeTensors.read(file).get("x");
    assertThat(read.shape()).containsExactly(2, 3);
    // Halfway values go to the even neighbour.
    assertThat(read.values()).startsWith(1f, -2.5f, 1f, 0x1.04p0f).endsWith(0f);
  }

  @Test
  void shouldWidenHalves() {
    // When
    float[] widened = {
      Float16.toFloat((short) 0x3c00),
      Float16.toFloat((short) 0xc100),
      Float16.toFloat((short) 0x0001),
      Float16.toFloat((short) 0x7bff)
    };

    // Then
    assertThat(widened).containsExactly(1f, -2.5f, 0x1p-24f, 65504f);
  }

  @Test
  void shouldRefuseAFileThatIsNone() throws Exception {
    // Given
    Path file = folder.resolve("bad.safetensors");
    Files.writeString(file, "no tensors are in here at all");

    // When
    assertThatThrownBy(() -> SafeTensors.read(file))

        // Then
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no safetensors file");
  }
}
