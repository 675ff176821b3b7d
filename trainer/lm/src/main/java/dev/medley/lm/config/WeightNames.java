package dev.medley.lm.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Hugging Face's names and shapes of a model's weights, in the order that the decoder's text reads
 * them: embedding, final norm, head, then the layers.
 */
public final class WeightNames {
  public static final String EMBEDDING = "model.embed_tokens.weight";
  public static final String HEAD = "lm_head.weight";
  static final String NORM = "model.norm.weight";

  private WeightNames() {}

  /** Every weight's shape; a tied head has none of its own. */
  public static Map<String, long[]> shapes(ModelConfig config) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    long hidden = config.hiddenSize();
    shapes.put(EMBEDDING, new long[] {config.vocabSize(), hidden});
    shapes.put(NORM, new long[] {hidden});
    if (!config.tieWordEmbeddings()) {
      shapes.put(HEAD, new long[] {config.vocabSize(), hidden});
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      layer(config, "model.layers." + layer + ".", shapes);
    }
    return shapes;
  }

  /** Norms and matrices, then Qwen3's norms of queries and keys, then biases. */
  private static void layer(ModelConfig config, String prefix, Map<String, long[]> shapes) {
    long[] hidden = {config.hiddenSize()};
    shapes.put(prefix + "input_layernorm.weight", hidden);
    for (LinearModule module : LinearModule.values()) {
      if (module == LinearModule.GATE) {
        shapes.put(prefix + "post_attention_layernorm.weight", hidden);
      }
      shapes.put(
          prefix + module.path() + ".weight",
          new long[] {module.outputs(config), module.inputs(config)});
    }
    if (config.queryKeyNorm()) {
      shapes.put(prefix + "self_attn.q_norm.weight", new long[] {config.headDim()});
      shapes.put(prefix + "self_attn.k_norm.weight", new long[] {config.headDim()});
    }
    for (LinearModule module : LinearModule.values()) {
      if (config.hasBias(module)) {
        shapes.put(prefix + module.path() + ".bias", new long[] {module.outputs(config)});
      }
    }
  }

  /** How many weights a layer has. */
  public static int stride(ModelConfig config) {
    return biasPlace(config, null);
  }

  /** Where a module's bias lies behind its layer's first weight, or -1; null: behind all biases. */
  public static int biasPlace(ModelConfig config, LinearModule wanted) {
    int place = 2 + LinearModule.values().length + (config.queryKeyNorm() ? 2 : 0);
    for (LinearModule module : LinearModule.values()) {
      if (module == wanted) {
        return config.hasBias(module) ? place : -1;
      }
      place += config.hasBias(module) ? 1 : 0;
    }
    return place;
  }

  /** A model's weights in one list: a tied head repeats the embedding. */
  public static <T> List<T> inOrder(ModelConfig config, Map<String, T> weights) {
    List<T> ordered = new ArrayList<>();
    for (String name : shapes(config).keySet()) {
      ordered.add(weights.get(name));
      if (name.equals(NORM) && config.tieWordEmbeddings()) {
        ordered.add(weights.get(EMBEDDING));
      }
    }
    return ordered;
  }
}
