package dev.medley.lm.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.lm.config.ModelConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PeftRefusalsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir Path folder;
  private ObjectNode config;

  @BeforeEach
  void plain() throws IOException {
    PeftConfig peft = new PeftConfig(LoraConfig.ofRank(4), "tiny", null);
    PeftConfigJson.write(folder.resolve(PeftDirectory.CONFIG), peft);
    config = (ObjectNode) JSON.readTree(folder.resolve(PeftDirectory.CONFIG).toFile());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"peft_type": "IA3"}                      | peft_type is 'IA3'
          {"task_type": "SEQ_CLS"}                  | task_type is 'SEQ_CLS'
          {"bias": "lora_only"}                     | bias is 'lora_only'
          {"use_dora": true}                        | DoRA
          {"modules_to_save": ["lm_head"]}          | whole modules
          {"lora_bias": true}                       | lora_bias
          {"layers_to_transform": 1}                | layers_to_transform
          {"exclude_modules": "q_proj"}             | exclude_modules
          {"fan_in_fan_out": true}                  | fan_in_fan_out
          {"trainable_token_indices": [1]}          | trainable_token_indices
          {"init_lora_weights": "pissa_niter_4"}    | pissa_niter_4
          {"a_new_kind": {"x": 1}}                  | a_new_kind
          {"r": 0}                                  | r 0
          {"r": "8"}                                | r is
          {"lora_alpha": null}                      | lora_alpha
          {"rank_pattern": {"q_proj": 1.5}}         | rank_pattern
          {"rank_pattern": {"q_(": 2}}              | q_(
          {"target_modules": null}                  | target_modules
          {"target_modules": "(?=q)q_proj"}         | linear time
          """)
  void shouldSayWhyAnAdapterCannotBeServed(String settings, String reason) throws Exception {
    // Given
    config.setAll((ObjectNode) JSON.readTree(settings));
    JSON.writeValue(folder.resolve(PeftDirectory.CONFIG).toFile(), config);

    // When
    assertThatThrownBy(() -> PeftDirectory.readConfig(folder))

        // Then
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"init_lora_weights\": \"gaussian\", \"eva_config\": {\"rho\": 2}}",
        "{\"lora_dropout\": 0.1, \"megatron_core\": \"megatron.core\", \"loftq_config\": {}}",
        "{\"use_dora\": false, \"modules_to_save\": [], \"layer_replication\": null}"
      })
  void shouldPassOverWhatChangesNothing(String settings) throws Exception {
    // Given
    config.setAll((ObjectNode) JSON.readTree(settings));
    JSON.writeValue(folder.resolve(PeftDirectory.CONFIG).toFile(), config);

    // When
    PeftConfig read = PeftDirectory.readConfig(folder);

    // Then
    assertThat(read.lora()).isEqualTo(LoraConfig.ofRank(4));
  }

  @ParameterizedTest
  @CsvSource({
    "lm_head, mean lm_head",
    "embed_tokens, mean model.embed_tokens",
    "norm, mean model.norm",
    "c_attn, mean none of the layers'"
  })
  void shouldRefuseTargetsThatAreNoLinearModuleOfALayer(String target, String reason) {
    // Given
    LoraConfig lora = new LoraConfig(4, 8, List.of(target));
    ModelConfig model = ModelConfig.llama(8, 4, 6, 1, 1, 1, 8, 1, 2, 0);

    // When
    assertThatThrownBy(() -> PeftDirectory.shapes(model, lora))

        // Then
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void shouldTakeTheFirstPatternThatMatchesAsPeftDoes() {
    // Given
    LoraConfig lora =
        new LoraConfig(
            2,
            8,
            true,
            TargetModules.matching("all-linear"),
            Map.of("1\\.self_attn\\..*", 16, "proj", 3),
            Map.of("^model.layers.0.*", 12.0));

    // When
    double scale = lora.scale("model.layers.1.self_attn.k_proj");

    // Then
    assertThat(scale).isEqualTo(8 / 4.0);
    // `proj` must match from a dot on, so it does not match q_proj.
    assertThat(lora.rank("model.layers.0.mlp.up_proj")).isEqualTo(2);
    assertThat(lora.scale("model.layers.0.mlp.up_proj")).isEqualTo(12 / Math.sqrt(2));
  }
}
