package dev.medley.lm.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * How many bytes of UTF-8 a token stands for at most, so that a text which is far too long is told
 * without being read. A tokenizer that drops characters, or takes many unknown ones for one token,
 * could make fewer tokens of such a text: it is taken for too long all the same.
 *
 * @param bytes of the longest name in the vocabulary
 */
record LongestToken(int bytes) {
  static LongestToken of(JsonNode root, List<AddedToken> added) {
    List<String> names = new ArrayList<>();
    JsonNode vocabulary = root.path("model").path("vocab");
    vocabulary.fieldNames().forEachRemaining(names::add);
    // Unigram's is a list of names with their scores.
    vocabulary.forEach(piece -> names.add(piece.path(0).asText()));
    added.forEach(token -> names.add(token.content().toString()));
    // In ByteLevel's letters a byte is a letter, of one byte or two.
    return new LongestToken((int) names.stream().mapToLong(LongestToken::bytes).max().orElse(1));
  }

  long leastTokens(List<String> texts) {
    return texts.stream().mapToLong(LongestToken::bytes).sum() / Math.max(1, bytes);
  }

  private static long bytes(String text) {
    // Half of a pair is half of its four bytes.
    return text.chars()
        .mapToLong(c -> c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate((char) c) ? 2 : 3)
        .sum();
  }
}
