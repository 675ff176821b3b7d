package dev.medley.lm;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A model's shape, as in Hugging Face's {@code config.json} of the Llama family.
 *
 * @param hiddenSize width of the residual stream
 * @param headDim width of one attention head; hidden_size / heads where absent
 * @param ropeTheta base of the rotary embedding
 * @param maxPositionEmbeddings most tokens of prompt and response together
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ModelConfig(
    @JsonProperty("architectures") List<String> architectures,
    @JsonProperty("model_type") String modelType,
    @JsonProperty("vocab_size") int vocabSize,
    @JsonProperty("hidden_size") int hiddenSize,
    @JsonProperty("intermediate_size") int intermediateSize,
    @JsonProperty("num_hidden_layers") int layers,
    @JsonProperty("num_attention_heads") int heads,
    @JsonProperty("num_key_value_heads") int keyValueHeads,
    @JsonProperty("head_dim") int headDim,
    @JsonProperty("rms_norm_eps") double rmsNormEps,
    @JsonProperty("rope_theta") double ropeTheta,
    @JsonProperty("max_position_embeddings") int maxPositionEmbeddings,
    @JsonProperty("tie_word_embeddings") boolean tieWordEmbeddings,
    @JsonProperty("hidden_act") String hiddenAct,
    @JsonProperty("attention_bias") boolean attentionBias,
    @JsonProperty("bos_token_id") int bosTokenId,
    @JsonProperty("eos_token_id") int eosTokenId,
    @JsonProperty("pad_token_id") int padTokenId,
    @JsonProperty("torch_dtype") String torchDtype) {
  static final String FILE = "config.json";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public ModelConfig {
    architectures = List.copyOf(architectures == null ? List.of() : architectures);
    keyValueHeads = keyValueHeads == 0 ? heads : keyValueHeads;
    headDim = headDim == 0 && heads > 0 ? hiddenSize / heads : headDim;
    ropeTheta = ropeTheta == 0 ? 10_000 : ropeTheta;
    hiddenAct = hiddenAct == null ? "silu" : hiddenAct;
    if (!"llama".equals(modelType)) {
      throw new IllegalArgumentException(
          "model_type is %s: only llama can be read".formatted(modelType));
    }
    if (!"silu".equals(hiddenAct) || attentionBias) {
      throw new IllegalArgumentException(
          "hidden_act %s, attention_bias %s: only silu without bias can be read"
              .formatted(hiddenAct, attentionBias));
    }
    if (heads < 1 || heads % keyValueHeads != 0 || headDim % 2 != 0) {
      throw new IllegalArgumentException(
          "%d heads of %d over %d key-value heads do not divide"
              .formatted(heads, headDim, keyValueHeads));
    }
  }

  /** A small Llama with tied embeddings, for pre-training and for tests. */
  public static ModelConfig llama(
      int vocabSize,
      int hiddenSize,
      int intermediateSize,
      int layers,
      int heads,
      int keyValueHeads,
      int maxPositions,
      int bosTokenId,
      int eosTokenId,
      int padTokenId) {
    return new ModelConfig(
        List.of("LlamaForCausalLM"),
        "llama",
        vocabSize,
        hiddenSize,
        intermediateSize,
        layers,
        heads,
        keyValueHeads,
        hiddenSize / heads,
        1e-5,
        10_000,
        maxPositions,
        true,
        "silu",
        false,
        bosTokenId,
        eosTokenId,
        padTokenId,
        "bfloat16");
  }

  /** The same with heads of another width. */
  ModelConfig withHeadDim(int width) {
    return new ModelConfig(
        architectures,
        modelType,
        vocabSize,
        hiddenSize,
        intermediateSize,
        layers,
        heads,
        keyValueHeads,
        width,
        rmsNormEps,
        ropeTheta,
        maxPositionEmbeddings,
        tieWordEmbeddings,
        hiddenAct,
        attentionBias,
        bosTokenId,
        eosTokenId,
        padTokenId,
        torchDtype);
  }

  /** Reads {@code config.json} of a Hugging Face directory. */
  public static ModelConfig read(Path directory) {
    Path file = directory.resolve(FILE);
    try {
      return JSON.readValue(file.toFile(), ModelConfig.class);
    } catch (IOException e) {
      throw new UncheckedIOException(
          file + " is not a config.json of a model that can be read: " + e.getMessage(), e);
    }
  }

  void write(Path directory) throws IOException {
    JSON.writeValue(directory.resolve(FILE).toFile(), this);
  }
}
