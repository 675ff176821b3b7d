package dev.medley.lm.config;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A model's shape, in the words of Hugging Face's {@code config.json}.
 *
 * @param modelType llama, qwen2 or qwen3
 * @param hiddenSize width of the residual stream
 * @param headDim width of one attention head; heads × headDim need not be hiddenSize
 * @param maxPositionEmbeddings most tokens of prompt and response together
 * @param attentionBias whether q, k, v and o have biases; qwen2 has them on q, k and v regardless
 * @param mlpBias whether gate, up and down have biases
 * @param bosTokenId -1 where there is none
 * @param eosTokenIds any of them ends a response; empty where nothing does
 * @param padTokenId fills the ends of rows, where nothing looks
 */
public record ModelConfig(
    String modelType,
    int vocabSize,
    int hiddenSize,
    int intermediateSize,
    int layers,
    int heads,
    int keyValueHeads,
    int headDim,
    double rmsNormEps,
    RotaryEmbedding rope,
    int maxPositionEmbeddings,
    boolean tieWordEmbeddings,
    boolean attentionBias,
    boolean mlpBias,
    int bosTokenId,
    List<Integer> eosTokenIds,
    int padTokenId) {
  public static final String FILE = "config.json";
  static final String LLAMA = "llama";
  static final String QWEN2 = "qwen2";
  static final String QWEN3 = "qwen3";
  static final List<String> FAMILIES = List.of(LLAMA, QWEN2, QWEN3);
  // Far above any model; a configuration's claim alone must not fill the memory.
  private static final int MOST_LAYERS = 1000;

  public ModelConfig {
    requireNonNull(rope, "rope is null");
    eosTokenIds = List.copyOf(eosTokenIds);
    if (!FAMILIES.contains(modelType)) {
      throw new IllegalArgumentException(
          "model_type is %s: only %s can be read"
              .formatted(modelType, String.join(", ", FAMILIES)));
    }
    if (layers < 1 || layers > MOST_LAYERS) {
      throw new IllegalArgumentException(
          "num_hidden_layers is %d: need 1 to %d".formatted(layers, MOST_LAYERS));
    }
    if (heads < 1 || keyValueHeads < 1 || heads % keyValueHeads != 0) {
      throw new IllegalArgumentException(
          "%d heads over %d key-value heads do not divide".formatted(heads, keyValueHeads));
    }
    if (headDim < 2 || headDim % 2 != 0) {
      throw new IllegalArgumentException(
          "head_dim is %d: need an even number from 2".formatted(headDim));
    }
    Math.multiplyExact(heads, headDim);
    for (int id : eosTokenIds) {
      checkToken("eos_token_id", id, vocabSize);
    }
    checkToken("pad_token_id", padTokenId, vocabSize);
  }

  private static void checkToken(String name, int id, int vocabSize) {
    if (id < 0 || id >= vocabSize) {
      throw new IllegalArgumentException(
          "%s is %d, but there are %d tokens".formatted(name, id, vocabSize));
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
        LLAMA,
        vocabSize,
        hiddenSize,
        intermediateSize,
        layers,
        heads,
        keyValueHeads,
        hiddenSize / heads,
        1e-5,
        new RotaryEmbedding(10_000, new RotaryEmbedding.Unscaled()),
        maxPositions,
        true,
        false,
        false,
        bosTokenId,
        List.of(eosTokenId),
        padTokenId);
  }

  /** The same with heads of another width. */
  public ModelConfig withHeadDim(int width) {
    return new ModelConfig(
        modelType,
        vocabSize,
        hiddenSize,
        intermediateSize,
        layers,
        heads,
        keyValueHeads,
        width,
        rmsNormEps,
        rope,
        maxPositionEmbeddings,
        tieWordEmbeddings,
        attentionBias,
        mlpBias,
        bosTokenId,
        eosTokenIds,
        padTokenId);
  }

  /** Whether queries and keys are normalised per head before they turn (Qwen3). */
  public boolean queryKeyNorm() {
    return modelType.equals(QWEN3);
  }

  boolean hasBias(LinearModule module) {
    return switch (module) {
      case QUERY, KEY, VALUE -> attentionBias || modelType.equals(QWEN2);
      case OUTPUT -> attentionBias;
      case GATE, UP, DOWN -> mlpBias;
    };
  }

  /**
   * Reads {@code config.json} of a Hugging Face directory, and what ends a response from {@code
   * generation_config.json} where there is one.
   *
   * @throws IllegalArgumentException naming what can't be computed
   */
  public static ModelConfig read(Path directory) {
    return ConfigJson.read(directory);
  }

  public void write(Path directory) throws IOException {
    ConfigJson.write(directory, this);
  }
}
