package dev.medley.lm.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.medley.lm.LanguageModel;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.lm.loss.Example;
import dev.medley.lm.loss.Loss;
import dev.medley.lm.loss.TinyExamples;
import dev.medley.lm.safetensors.SafeTensors;
import dev.medley.lm.safetensors.Tensor;
import dev.medley.lm.torch.AdamW;
import dev.medley.lm.torch.Precision;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PeftTest {
  @TempDir static Path folder;
  private static LanguageModel model;

  @BeforeAll
  static void load() throws Exception {
    model = LanguageModel.load(TinyModel.LOUD.write(folder.resolve("base")), Precision.BFLOAT16);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void shouldUsePeftsNamesAndShapes() throws Exception {
    // Given
    LoraConfig config = new LoraConfig(4, 8, List.of("q_proj", "v_proj", "down_proj"));
    try (LoraAdapter adapter = model.newAdapter(config, 1)) {
      // When
      adapter.writePeft(folder.resolve("names"), "tiny");
    }

    // Then
    Map<String, Tensor> found =
        SafeTensors.read(folder.resolve("names").resolve(PeftDirectory.WEIGHTS));
    assertThat(found).hasSize(2 * 3 * 2);
    assertThat(shape(found, "layers.0.self_attn.q_proj.lora_A")).containsExactly(4, 64);
    assertThat(shape(found, "layers.0.self_attn.q_proj.lora_B")).containsExactly(64, 4);
    assertThat(shape(found, "layers.1.self_attn.v_proj.lora_B")).containsExactly(32, 4);
    assertThat(shape(found, "layers.1.mlp.down_proj.lora_A")).containsExactly(4, 96);
  }

  private static long[] shape(Map<String, Tensor> tensors, String name) {
    return tensors.get("base_model.model.model." + name + ".weight").shape();
  }

  @Test
  void shouldReadBackWhatItWrote() throws Exception {
    try (LoraAdapter adapter = model.newAdapter(LoraConfig.ofRank(4), 1);
        AdamW optimizer = model.optimizer(adapter, AdamW.Settings.DEFAULT)) {
      // Given
      List<Example> batch = TinyExamples.of(model);
      model.step(new Loss.Sft(), batch, adapter, optimizer, 1e-2, 1);
      adapter.writePeft(folder.resolve("back"), "tiny");

      // When
      try (LoraAdapter read = model.readAdapter(folder.resolve("back"))) {
        // Then
        assertThat(read.config()).isEqualTo(adapter.config());
        adapter
            .exportWeights()
            .forEach(
                (name, values) -> assertThat(read.exportWeights().get(name)).isEqualTo(values));
        assertThat(model.loss(new Loss.Sft(), batch, read).loss())
            .isCloseTo(model.loss(new Loss.Sft(), batch, adapter).loss(), within(1e-6));
      }
    }
  }

  @Test
  void shouldRefuseAnAdapterOfAnotherModel() throws Exception {
    // Given
    Path other = folder.resolve("other");
    LoraConfig config = LoraConfig.ofRank(4);
    ModelConfig wide = ModelConfig.llama(300, 128, 96, 2, 4, 2, 128, 1, 2, 0);
    Map<String, Tensor> weights =
        PeftDirectory.shapes(wide, config).entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    e ->
                        new Tensor(
                            e.getValue(),
                            new float
                                [(int) Arrays.stream(e.getValue()).reduce(1, (a, b) -> a * b)])));
    PeftDirectory.write(other, new PeftConfig(config, "wide", null), weights);

    // When
    assertThatThrownBy(() -> model.readAdapter(other))

        // Then
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[4, 64]")
        .hasMessageContaining("[4, 128]");
  }
}
