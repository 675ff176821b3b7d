package dev.medley.lm.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ModelConfigTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir Path folder;

  @Test
  void shouldReadWhatTransformers4Wrote() throws Exception {
    // Given
    write(
        "llama",
        """
        {"rope_theta": 500000.0, "eos_token_id": [128001, 128008, 128009], "head_dim": null,
         "rope_scaling": {"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
           "original_max_position_embeddings": 8192, "rope_type": "llama3"},
         "max_position_embeddings": 131072, "vocab_size": 128256, "pad_token_id": -1}
        """);

    // When
    ModelConfig config = ModelConfig.read(folder);

    // Then
    assertThat(config.rope())
        .isEqualTo(new RotaryEmbedding(500_000, new RotaryEmbedding.Llama3(8, 1, 4, 8192)));
    assertThat(config.eosTokenIds()).containsExactly(128001, 128008, 128009);
    assertThat(config.padTokenId()).isEqualTo(128001);
    assertThat(config.headDim()).isEqualTo(16);
    assertThat(config.keyValueHeads()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          `{"rope_type": "linear", "factor": 2.0, "rope_theta": 5e5}` | `{"rope_type": "linear", "factor": 4.0}` | 1e6 | 4
          `{"rope_type": "linear", "factor": 2.0, "rope_theta": 5e5}` | null                                    | 5e5 | 2
          `{"rope_type": "linear", "factor": 2.0}`                    | {}                                      | 1e6 | 2
          `{"rope_type": "linear", "factor": 2.0}`                    | `{"type": "linear", "factor": 4.0, "rope_theta": 7.0}` | 7 | 4
          """)
  void shouldChooseRotarySettingsAsTransformersDoes(
      String parameters, String scaling, double theta, double factor) throws Exception {
    // Given
    write(
        "llama",
        "{\"rope_theta\": 1e6, \"rope_parameters\": %s, \"rope_scaling\": %s}"
            .formatted(parameters, scaling));

    // When
    ModelConfig config = ModelConfig.read(folder);

    // Then
    assertThat(config.rope())
        .isEqualTo(new RotaryEmbedding(theta, new RotaryEmbedding.Linear(factor)));
  }

  @Test
  void shouldEndWhereGenerationConfigSays() throws Exception {
    // Given
    write("qwen2", "{\"eos_token_id\": 99}");
    Files.writeString(
        folder.resolve("generation_config.json"), "{\"eos_token_id\": [97, 98], \"top_p\": 0.8}");

    // When
    ModelConfig config = ModelConfig.read(folder);

    // Then
    assertThat(config.eosTokenIds()).containsExactly(97, 98);
  }

  @Test
  void shouldKnowWhereEachFamilyHasBiases() throws Exception {
    // Given
    write("qwen2", "{}");

    // When
    ModelConfig qwen2 = ModelConfig.read(folder);
    write("qwen3", "{\"head_dim\": 32, \"attention_bias\": true}");
    ModelConfig qwen3 = ModelConfig.read(folder);

    // Then
    assertThat(WeightNames.shapes(qwen2))
        .containsKeys("model.layers.0.self_attn.q_proj.bias", "lm_head.weight")
        .doesNotContainKeys("model.layers.0.self_attn.o_proj.bias");
    assertThat(WeightNames.shapes(qwen3))
        .containsKeys(
            "model.layers.0.self_attn.o_proj.bias", "model.layers.1.self_attn.k_norm.weight")
        .doesNotContainKeys("model.layers.0.mlp.up_proj.bias");
    assertThat(WeightNames.shapes(qwen3).get("model.layers.0.self_attn.q_proj.weight"))
        .containsExactly(128, 64);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"model_type": "mistral"}                     | mistral
          {"model_type": null}                          | llama, qwen2, qwen3
          {"hidden_act": "gelu"}                        | gelu
          {"quantization_config": {"quant_method": "awq"}} | awq
          {"rope_scaling": {"type": "longrope"}}        | longrope
          {"rope_parameters": {"rope_type": "mrope"}}   | mrope
          {"rope_scaling": {"type": "linear"}}          | lacks factor
          {"rope_scaling": {"type": "linear", "factor": 0.5}} | 0.5
          {"rope_parameters": {"full_attention": {}}}   | layer type
          {"partial_rotary_factor": 0.5}                | partial_rotary_factor
          {"num_hidden_layers": 2000000000}             | 2000000000
          {"num_attention_heads": 0}                    | num_attention_heads
          {"hidden_size": "x"}                          | hidden_size
          {"vocab_size": null}                          | vocab_size
          {"num_key_value_heads": 3}                    | do not divide
          {"head_dim": 7}                               | head_dim is 7
          {"eos_token_id": 100}                         | eos_token_id is 100
          {"layer_types": ["linear_attention", "full_attention"]} | linear_attention
          """)
  void shouldNameWhatItCannotCompute(String settings, String named) throws Exception {
    // Given
    write("llama", settings);

    // When
    assertThatThrownBy(() -> ModelConfig.read(folder))

        // Then
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining(named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"use_sliding_window": true, "sliding_window": 64, "max_window_layers": 1} | true
          {"use_sliding_window": true, "sliding_window": 64, "max_window_layers": 9, "layer_types": ["full_attention", "sliding_attention"]} | true
          {"use_sliding_window": true, "sliding_window": 128, "max_window_layers": 1}| false
          {"use_sliding_window": true, "sliding_window": 64, "max_window_layers": 2} | false
          {"use_sliding_window": false, "sliding_window": 64, "max_window_layers": 0}| false
          """)
  void shouldRefuseASlidingWindowOnlyWhereItBites(String settings, boolean bites) throws Exception {
    // Given
    write("qwen2", settings);

    // When
    String said;
    try {
      said = ModelConfig.read(folder).modelType();
    } catch (IllegalArgumentException e) {
      said = e.getMessage();
    }

    // Then
    assertThat(said.contains("set max_position_embeddings to 64")).isEqualTo(bites);
  }

  @Test
  void shouldKeepShortWavesAndStretchLongOnes() {
    // Given
    RotaryEmbedding.Scaling scaling = new RotaryEmbedding.Llama3(8, 1, 4, 8192);

    // When
    double[] scaled = new RotaryEmbedding(500_000, scaling).frequencies(128);

    // Then
    assertThat(scaled).hasSize(64);
    assertThat(scaled[0]).isEqualTo(1);
    double slowest = Math.pow(500_000, -126 / 128.0);
    assertThat(scaled[63]).isCloseTo(slowest / 8, within(1e-12));
  }

  @Test
  void shouldReadBackWhatItWrote() throws Exception {
    // Given
    ModelConfig config = ModelConfig.llama(300, 64, 96, 2, 4, 2, 128, 1, 2, 0).withHeadDim(32);

    // When
    config.write(folder);

    // Then
    assertThat(ModelConfig.read(folder)).isEqualTo(config);
  }

  private void write(String type, String settings) throws IOException {
    ObjectNode config = JSON.createObjectNode().put("model_type", type);
    config.put("vocab_size", 100).put("hidden_size", 64).put("intermediate_size", 96);
    config.put("num_hidden_layers", 2).put("num_attention_heads", 4);
    config.put("max_position_embeddings", 128);
    config.setAll((ObjectNode) JSON.readTree(settings));
    if (!type.equals("llama")) {
      config.put("num_key_value_heads", 4);
    }
    JSON.writeValue(folder.resolve("config.json").toFile(), config);
  }

  @Test
  void shouldSayThatNothingEndsAResponse() throws Exception {
    // Given
    write("llama", "{\"eos_token_id\": null}");

    // When
    List<Integer> ends = ModelConfig.read(folder).eosTokenIds();

    // Then
    assertThat(ends).isEmpty();
  }
}
