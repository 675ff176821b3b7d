package dev.medley.serving.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * Halves of characters (lone surrogates), which JSON can say and UTF-8 can't: what is served,
 * logged and learnt is the same text, so none is read.
 */
final class Halves {
  private Halves() {}

  /**
   * Looks at all texts within.
   *
   * @throws ApiException 400 with the place of the first that is not whole
   */
  static void refuse(JsonNode node) {
    half(node)
        .ifPresent(
            path -> {
              throw ApiException.invalid(
                  path, path + " holds half of a character (a lone surrogate): send whole ones");
            });
  }

  /** The path of the first text that is not whole; made on the way back, where there is one. */
  private static Optional<String> half(JsonNode node) {
    if (node.isTextual() && !isWhole(node.textValue())) {
      return Optional.of("");
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      Optional<String> within = half(node.get(i));
      if (within.isPresent()) {
        return Optional.of(joined("[" + i + "]", within.get()));
      }
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      Optional<String> within = half(field.getValue());
      if (within.isPresent()) {
        return Optional.of(joined(JsonBody.shown(field.getKey()), within.get()));
      }
    }
    return Optional.empty();
  }

  private static String joined(String outer, String within) {
    return within.isEmpty() || within.startsWith("[") ? outer + within : outer + "." + within;
  }

  private static boolean isWhole(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (Character.isSurrogate(c) && !pair) {
        return false;
      }
      i += pair ? 1 : 0;
    }
    return true;
  }
}
