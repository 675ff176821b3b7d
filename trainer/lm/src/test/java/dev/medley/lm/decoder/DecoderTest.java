package dev.medley.lm.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDManager;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.lm.torch.Precision;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DecoderTest {
  @TempDir Path folder;

  @Test
  void shouldLeaveNothingOfALoadThatFails() throws Exception {
    // Given
    ModelConfig config = ModelConfig.read(TinyModel.LOUD.write(folder));
    Files.delete(folder.resolve(WeightFiles.SINGLE));
    try (NDManager any = NDManager.newBaseManager()) {
      int before = heldBeside(any);

      // When
      assertThatThrownBy(() -> Decoder.load(folder, config, Precision.FLOAT32, "cpu"))

          // Then
          .isInstanceOf(IOException.class)
          .hasMessageContaining(WeightFiles.SINGLE);
      assertThat(heldBeside(any)).isEqualTo(before);
    }
  }

  /** How many managers and scripts the process holds; DJL shows them in its own log alone. */
  private static int heldBeside(NDManager manager) throws Exception {
    Field resources = BaseNDManager.class.getDeclaredField("resources");
    resources.setAccessible(true);
    return ((Map<?, ?>) resources.get(manager.getParentManager())).size();
  }
}
