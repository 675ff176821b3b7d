package dev.medley.lm.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** {@link ModelConfig} as Hugging Face's {@code config.json}, with transformers' defaults. */
final class ConfigJson {
  private static final String GENERATION = "generation_config.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private ConfigJson() {}

  static ModelConfig read(Path directory) {
    Path file = directory.resolve(ModelConfig.FILE);
    try {
      JsonNode config = JSON.readTree(file.toFile());
      Path generation = directory.resolve(GENERATION);
      return read(config, Files.exists(generation) ? JSON.readTree(generation.toFile()) : config);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read %s: %s".formatted(file, e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private static ModelConfig read(JsonNode config, JsonNode generation) {
    String type = config.path("model_type").asText();
    if (!ModelConfig.FAMILIES.contains(type)) {
      throw new IllegalArgumentException(
          "model_type is '%s': only %s can be read"
              .formatted(type, String.join(", ", ModelConfig.FAMILIES)));
    }
    refuse(config);
    boolean llama = type.equals(ModelConfig.LLAMA);
    int vocabulary = whole(config, "vocab_size", null);
    int hidden = whole(config, "hidden_size", null);
    int heads = whole(config, "num_attention_heads", null);
    int layers = whole(config, "num_hidden_layers", null);
    int headDim =
        whole(
            config, "head_dim", type.equals(ModelConfig.QWEN3) ? 128 : Math.max(1, hidden / heads));
    int positions = whole(config, "max_position_embeddings", llama ? 2048 : 32_768);
    SlidingWindow.refuseWhereItBites(config, layers, positions);
    List<Integer> ends = ids(generation.path("eos_token_id"));
    ends = ends.isEmpty() ? ids(config.path("eos_token_id")) : ends;
    int pad = config.path("pad_token_id").asInt(-1);
    // Llama 2 says -1. Nothing looks at padding, so any token does.
    pad = pad >= 0 ? pad : ends.isEmpty() ? 0 : ends.get(0);
    return new ModelConfig(
        type,
        vocabulary,
        hidden,
        whole(config, "intermediate_size", null),
        layers,
        heads,
        // Where the file is silent, transformers takes as many as heads in Llama, and 32 in Qwen.
        whole(
            config, "num_key_value_heads", llama || config.has("num_key_value_heads") ? heads : 32),
        headDim,
        config.path("rms_norm_eps").asDouble(1e-6),
        RotaryJson.read(config, headDim, positions),
        positions,
        config.path("tie_word_embeddings").asBoolean(false),
        !type.equals(ModelConfig.QWEN2) && config.path("attention_bias").asBoolean(false),
        llama && config.path("mlp_bias").asBoolean(false),
        config.path("bos_token_id").asInt(-1),
        ends,
        pad);
  }

  private static void refuse(JsonNode config) {
    String activation = config.path("hidden_act").asText("silu");
    if (!activation.equals("silu") && !activation.equals("swish")) {
      throw new IllegalArgumentException(
          "hidden_act is %s: only silu is computed".formatted(activation));
    }
    if (!config.path("quantization_config").isEmpty()) {
      throw new IllegalArgumentException(
          "quantization_config is set (%s): only float32, float16 and bfloat16 weights are read"
              .formatted(
                  config.path("quantization_config").path("quant_method").asText("unknown")));
    }
  }

  private static List<Integer> ids(JsonNode node) {
    if (node.isInt()) {
      return List.of(node.asInt());
    }
    List<Integer> ids = new ArrayList<>();
    StreamSupport.stream(node.spliterator(), false).map(JsonNode::asInt).forEach(ids::add);
    return ids;
  }

  /** A field from 1 on; null: it must be there. */
  private static int whole(JsonNode config, String field, Integer otherwise) {
    JsonNode value = config.path(field);
    if ((value.isMissingNode() || value.isNull()) && otherwise != null) {
      return otherwise;
    }
    if (!value.canConvertToInt() || !value.isIntegralNumber() || value.asInt() < 1) {
      throw new IllegalArgumentException(
          "%s is %s: need a whole number from 1"
              .formatted(field, value.isMissingNode() ? "missing" : value));
    }
    return value.asInt();
  }

  /** Writes what was pre-trained here. */
  static void write(Path directory, ModelConfig config) throws IOException {
    if (!(config.rope().scaling() instanceof RotaryEmbedding.Unscaled)) {
      throw new IllegalArgumentException("Scaled positions are read, never written");
    }
    String architecture =
        Character.toUpperCase(config.modelType().charAt(0)) + config.modelType().substring(1);
    ObjectNode root = JSON.createObjectNode();
    root.putArray("architectures").add(architecture + "ForCausalLM");
    root.put("model_type", config.modelType()).put("vocab_size", config.vocabSize());
    root.put("hidden_size", config.hiddenSize())
        .put("intermediate_size", config.intermediateSize());
    root.put("num_hidden_layers", config.layers()).put("num_attention_heads", config.heads());
    root.put("num_key_value_heads", config.keyValueHeads()).put("head_dim", config.headDim());
    root.put("rms_norm_eps", config.rmsNormEps()).put("rope_theta", config.rope().theta());
    root.put("max_position_embeddings", config.maxPositionEmbeddings());
    root.put("tie_word_embeddings", config.tieWordEmbeddings()).put("hidden_act", "silu");
    root.put("attention_bias", config.attentionBias()).put("mlp_bias", config.mlpBias());
    root.put("bos_token_id", config.bosTokenId())
        .set("eos_token_id", JSON.valueToTree(config.eosTokenIds()));
    root.put("pad_token_id", config.padTokenId()).put("torch_dtype", "bfloat16");
    JSON.writerWithDefaultPrettyPrinter()
        .writeValue(directory.resolve(ModelConfig.FILE).toFile(), root);
  }
}
