package dev.medley.lm.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import dev.medley.lm.TinyScript;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.config.WeightNames;
import dev.medley.lm.safetensors.SafeTensors;
import dev.medley.lm.safetensors.SafeTensorsHeader;
import dev.medley.lm.safetensors.StoredTensor;
import dev.medley.lm.safetensors.StoredType;
import dev.medley.lm.safetensors.Tensor;
import dev.medley.lm.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class WeightFilesTest {
  private static final ModelConfig CONFIG = ModelConfig.llama(8, 4, 6, 1, 1, 1, 8, 1, 2, 0);
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"F32", "BF16"})
  void shouldLoadATensorInPieces(StoredType type) throws Exception {
    // Given
    float[] values = new float[35];
    for (int i = 0; i < values.length; i++) {
      values[i] = i - 17.5f;
    }
    Path file = folder.resolve("x.safetensors");
    SafeTensors.write(file, Map.of("x", new Tensor(new long[] {5, 7}, values)), type);
    StoredTensor stored = SafeTensorsHeader.read(file).get("x");
    try (TinyScript tiny = TinyScript.compile()) {
      WeightLoader loader = new WeightLoader(tiny.manager(), tiny.script(), Precision.FLOAT32, 8);

      // When
      NDArray loaded = loader.load(stored);

      // Then
      assertThat(loaded.getShape().getShape()).containsExactly(5, 7);
      assertThat(loaded.toFloatArray()).containsExactly(values);
    }
  }

  @Test
  void shouldNameWeightsThatAreMissingOrLeftOver() throws Exception {
    // Given
    Map<String, Tensor> weights = weights();
    weights.remove("model.norm.weight");
    write("model.safetensors", weights);

    // When
    assertThatThrownBy(() -> WeightFiles.find(folder, CONFIG))

        // Then
        .isInstanceOf(IOException.class)
        .hasMessageContaining("model.norm.weight should have shape [4], but is missing");
  }

  @Test
  void shouldRefuseABiasThatTheConfigurationDoesNotMention() throws Exception {
    // Given
    Map<String, Tensor> weights = weights();
    weights.put("model.layers.0.self_attn.q_proj.bias", new Tensor(new long[] {4}, new float[4]));
    weights.put(
        "model.layers.0.self_attn.rotary_emb.inv_freq", new Tensor(new long[] {2}, new float[2]));
    write("model.safetensors", weights);

    // When
    assertThatThrownBy(() -> WeightFiles.find(folder, CONFIG))

        // Then
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no place for, such as model.layers.0.self_attn.q_proj.bias");
  }

  @Test
  void shouldRefuseTwoShardsWithOneName() throws Exception {
    // Given
    write("a.safetensors", weights());
    write("b.safetensors", weights());
    Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        "{\"weight_map\": {\"x\": \"a.safetensors\", \"y\": \"b.safetensors\"}}");

    // When
    assertThatThrownBy(() -> WeightFiles.find(folder, CONFIG))

        // Then
        .isInstanceOf(IOException.class)
        .hasMessageContaining("two shards hold");
  }

  @Test
  void shouldPassOverAnIndexBesideTheWholeFile() throws Exception {
    // Given
    write("model.safetensors", weights());
    String alone = digest();
    Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        "{\"weight_map\": {\"x\": \"model-00001-of-00002.safetensors\"}}");

    // When
    Map<String, StoredTensor> found = WeightFiles.find(folder, CONFIG);

    // Then
    assertThat(found).hasSameSizeAs(weights());
    assertThat(digest()).isEqualTo(alone);
  }

  private String digest() throws IOException {
    Files.writeString(folder.resolve(ModelConfig.FILE), "{}");
    return WeightFiles.digest(folder);
  }

  @Test
  void shouldSayThatOnlySafetensorsAreRead() {
    // When
    assertThatThrownBy(() -> WeightFiles.find(folder, CONFIG))

        // Then
        .isInstanceOf(IOException.class)
        .hasMessageContaining("only safetensors are read");
  }

  private static Map<String, Tensor> weights() {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    WeightNames.shapes(CONFIG)
        .forEach(
            (name, shape) -> {
              int size = (int) (shape.length == 1 ? shape[0] : shape[0] * shape[1]);
              weights.put(name, new Tensor(shape, new float[size]));
            });
    return weights;
  }

  private void write(String name, Map<String, Tensor> weights) throws IOException {
    SafeTensors.write(folder.resolve(name), weights, StoredType.F32);
  }
}
