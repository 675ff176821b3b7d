package dev.medley.lm.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.medley.lm.jinja.values.Text;

/**
 * A token that is found in text before the tokenizer's model sees it.
 *
 * @param content what it is found by
 * @param singleWord it is none where a letter or digit stands beside it
 * @param left it takes the spaces before it
 * @param right it takes the spaces behind it
 * @param normalized it is found in the normalized text
 */
record AddedToken(
    int id,
    Text content,
    boolean singleWord,
    boolean left,
    boolean right,
    boolean normalized,
    boolean special) {

  static AddedToken of(JsonNode json) {
    return new AddedToken(
        json.path("id").asInt(),
        Text.of(json.path("content").asText()),
        json.path("single_word").asBoolean(),
        json.path("lstrip").asBoolean(),
        json.path("rstrip").asBoolean(),
        json.path("normalized").asBoolean(),
        json.path("special").asBoolean());
  }

  AddedToken withContent(Text other) {
    return new AddedToken(id, other, singleWord, left, right, normalized, special);
  }

  /**
   * Whether it says something to the model, whatever its {@code special} flag: what a user writes
   * must not become it. Runs of spaces are text.
   */
  boolean isControl() {
    return special || !content.toString().replace('\u2581', ' ').isBlank();
  }
}
