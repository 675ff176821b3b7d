package dev.medley.lm.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * Rotary settings of a {@code config.json}: {@code rope_scaling} where it says something, else
 * {@code rope_parameters} (transformers 5), as transformers chooses where both are there; with
 * {@code rope_theta} beside them where they have none.
 */
final class RotaryJson {
  private static final double DEFAULT_THETA = 10_000;

  private RotaryJson() {}

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException naming a kind of scaling that can't be computed
   */
  static RotaryEmbedding read(JsonNode config, int headDim, int positions) {
    JsonNode rope = config.path("rope_scaling");
    if (rope.isEmpty()) {
      rope = config.path("rope_parameters");
    }
    if (rope.elements().hasNext() && rope.elements().next().isObject()) {
      throw new IllegalArgumentException(
          "rope_parameters differ by layer type: only one set for all layers is read");
    }
    double whole =
        number(rope, "partial_rotary_factor", number(config, "partial_rotary_factor", 1));
    if (whole != 1) {
      throw new IllegalArgumentException(
          "partial_rotary_factor is %s: only 1 is computed".formatted(whole));
    }
    double theta = number(rope, "rope_theta", number(config, "rope_theta", DEFAULT_THETA));
    return new RotaryEmbedding(theta, scaling(config, rope, theta, headDim, positions));
  }

  private static RotaryEmbedding.Scaling scaling(
      JsonNode config, JsonNode rope, double theta, int headDim, int positions) {
    String type = rope.path("rope_type").asText(rope.path("type").asText("default"));
    JsonNode outside = config.path("original_max_position_embeddings");
    double original =
        outside.isNumber()
            ? outside.asDouble()
            : number(rope, "original_max_position_embeddings", positions);
    return switch (type) {
      case "default", "dynamic" -> new RotaryEmbedding.Unscaled();
      case "linear" -> new RotaryEmbedding.Linear(required(rope, type, "factor"));
      case "llama3" ->
          new RotaryEmbedding.Llama3(
              required(rope, type, "factor"),
              required(rope, type, "low_freq_factor"),
              required(rope, type, "high_freq_factor"),
              (int) original);
      case "yarn" ->
          yarn(rope, theta, headDim, original, number(rope, "factor", positions / original));
      default ->
          throw new IllegalArgumentException(
              "rope_type %s can't be computed: default, linear, dynamic, llama3 and yarn can"
                  .formatted(type));
    };
  }

  private static RotaryEmbedding.Yarn yarn(
      JsonNode rope, double theta, int headDim, double original, double factor) {
    double low = pairThatTurns(or(number(rope, "beta_fast", 0), 32), original, headDim, theta);
    double high = pairThatTurns(or(number(rope, "beta_slow", 0), 1), original, headDim, theta);
    if (rope.path("truncate").asBoolean(true)) {
      low = Math.floor(low);
      high = Math.ceil(high);
    }
    double mscale = number(rope, "mscale", 0);
    double mscaleAll = number(rope, "mscale_all_dim", 0);
    double inferred =
        mscale != 0 && mscaleAll != 0
            ? magnitude(factor, mscale) / magnitude(factor, mscaleAll)
            : magnitude(factor, 1);
    return new RotaryEmbedding.Yarn(
        factor,
        Math.max(low, 0),
        Math.min(high, headDim - 1),
        number(rope, "attention_factor", inferred));
  }

  /** The pair that turns so often over the original positions. */
  private static double pairThatTurns(double turns, double original, int headDim, double theta) {
    return headDim * Math.log(original / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
  }

  private static double magnitude(double factor, double scale) {
    return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
  }

  private static double or(double value, double otherwise) {
    return value == 0 ? otherwise : value;
  }

  private static double required(JsonNode rope, String type, String field) {
    double value = number(rope, field, Double.NaN);
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException("rope_type %s lacks %s".formatted(type, field));
    }
    return value;
  }

  private static double number(JsonNode node, String field, double otherwise) {
    JsonNode value = node.path(field);
    if (value.isNull() || value instanceof MissingNode) {
      return otherwise;
    }
    if (!value.isNumber()) {
      throw new IllegalArgumentException(field + " is no number");
    }
    return value.asDouble();
  }
}
