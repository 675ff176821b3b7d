package dev.medley.lm.config;

import com.fasterxml.jackson.databind.JsonNode;

/** Qwen's sliding-window attention, which is not computed here. */
final class SlidingWindow {
  private SlidingWindow() {}

  /**
   * Passes where no text that the model takes is longer than the window.
   *
   * @throws IllegalArgumentException where a layer would see less than the whole text
   */
  static void refuseWhereItBites(JsonNode config, int layers, int positions) {
    JsonNode types = config.path("layer_types");
    for (JsonNode type : types) {
      if (!type.asText().equals("full_attention") && !type.asText().equals("sliding_attention")) {
        throw new IllegalArgumentException(
            "layer_types has %s: only full_attention is computed".formatted(type.asText()));
      }
    }
    int window = config.path("sliding_window").asInt(config.has("sliding_window") ? 0 : 4096);
    boolean used = config.path("use_sliding_window").asBoolean(false) && window > 0;
    boolean slides = config.path("max_window_layers").asInt(28) < layers;
    if (types.size() > 0) {
      slides = false;
      for (JsonNode type : types) {
        slides |= type.asText().equals("sliding_attention");
      }
    }
    if (used && slides && window < positions) {
      throw new IllegalArgumentException(
          ("use_sliding_window: some layers see the last %d positions of up to %d, and only full"
                  + " attention is computed; set max_position_embeddings to %d to use the model"
                  + " within its window")
              .formatted(window, positions, window));
    }
  }
}
