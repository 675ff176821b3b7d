package dev.medley.lm.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.torch.Devices;
import dev.medley.lm.torch.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class DeviceTest {
  private static final Path SHIPPED = Path.of("model");

  @Test
  void shouldSayWhatAModelTakesBeforeItIsLoaded() throws Exception {
    // Given
    ModelConfig config = ModelConfig.read(SHIPPED);

    // When
    ModelMemory memory = ModelMemory.of(config, Precision.BFLOAT16, Device.cpu());

    // Then
    long header = 20_000;
    assertThat(Files.size(SHIPPED.resolve(WeightFiles.SINGLE)))
        .isBetween(memory.weightBytes(), memory.weightBytes() + header);
    assertThat(memory.cacheBytesPerToken()).isEqualTo(2 * 4 * 4 * 64 * 2);
  }

  @Test
  void shouldNameWhatIsMissing() {
    // Given
    ModelMemory memory = new ModelMemory(1_000_000_000L, 4_000_000_000L, 0, 1);

    // When
    assertThatThrownBy(() -> memory.check("llama", Precision.FLOAT32, "cuda:1", 1_500_000_000L))

        // Then
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4,000 MB")
        .hasMessageContaining("cuda:1 has 1,500 MB free")
        .hasMessageContaining("2,501 MB are missing")
        .hasMessageContaining("bfloat16");
  }

  @Test
  void shouldFindMemoryThatIsFree() {
    // When
    long free = Devices.free(Device.cpu());

    // Then
    assertThat(free).isGreaterThan(100_000_000L);
  }

  @Test
  void shouldNotImitateBfloat16() {
    // When
    Precision onCpu = Precision.of("auto", "cpu");

    // Then
    assertThat(onCpu == Precision.BFLOAT16).isEqualTo(Devices.cpuHasBfloat16());
    assertThat(Precision.of("auto", "cuda")).isEqualTo(Precision.BFLOAT16);
    assertThat(Precision.of("Float32", "cuda")).isEqualTo(Precision.FLOAT32);
  }

  @Test
  void shouldRefuseADeviceThatIsNotThere() {
    // When
    assertThatThrownBy(() -> LanguageModel.load(SHIPPED, Precision.FLOAT32, "cuda:99"))

        // Then
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cuda:99 is not there")
        .hasMessageContaining("PYTORCH_LIBRARY_PATH");
  }

  @Test
  void shouldRefuseADeviceItHasNeverHeardOf() {
    // When
    assertThatThrownBy(() -> LanguageModel.load(SHIPPED, Precision.FLOAT32, "tpu"))

        // Then
        .hasMessageContaining("'tpu' is unknown: choose cpu, cuda or cuda:N");
  }
}
