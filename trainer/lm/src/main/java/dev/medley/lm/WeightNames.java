package dev.medley.lm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Hugging Face's names and shapes of a Llama's weights, in the order that the decoder's text takes.
 */
final class WeightNames {
  static final String EMBEDDING = "model.embed_tokens.weight";
  static final String HEAD = "lm_head.weight";
  static final String NORM = "model.norm.weight";

  private WeightNames() {}

  /** Every weight's shape; a tied head has none of its own. */
  static Map<String, long[]> shapes(ModelConfig config) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    long hidden = config.hiddenSize();
    shapes.put(EMBEDDING, new long[] {config.vocabSize(), hidden});
    shapes.put(NORM, new long[] {hidden});
    if (!config.tieWordEmbeddings()) {
      shapes.put(HEAD, new long[] {config.vocabSize(), hidden});
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = "model.layers." + layer + ".";
      shapes.put(prefix + "input_layernorm.weight", new long[] {hidden});
      for (LinearModule module : LinearModule.values()) {
        if (module == LinearModule.GATE) {
          shapes.put(prefix + "post_attention_layernorm.weight", new long[] {hidden});
        }
        shapes.put(
            prefix + module.path() + ".weight",
            new long[] {module.outputs(config), module.inputs(config)});
      }
    }
    return shapes;
  }

  /** The decoder's list {@code w}: a tied head repeats the embedding. */
  static <T> List<T> decoderOrder(ModelConfig config, Map<String, T> weights) {
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
