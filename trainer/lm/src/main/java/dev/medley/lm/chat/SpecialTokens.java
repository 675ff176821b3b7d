package dev.medley.lm.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The special tokens of a {@code tokenizer.json}, under names that nobody can write: the tokenizer
 * knows them by these names only, so text that looks like a special token stays text, and a
 * rendered template's own tokens are named before they are encoded.
 */
final class SpecialTokens {
  private final String secret;
  private final Map<String, Integer> ids = new HashMap<>();
  private final Pattern any;

  private SpecialTokens(String secret, JsonNode root) {
    this.secret = secret;
    for (JsonNode token : root.path("added_tokens")) {
      if (token.path("special").asBoolean()) {
        ids.put(token.path("content").asText(), token.path("id").asInt());
      }
    }
    this.any =
        Pattern.compile(
            ids.keySet().stream()
                .filter(token -> !token.isEmpty())
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|")));
  }

  /** Finds the special tokens, and renames them in the tree. */
  static SpecialTokens rename(ObjectNode root) {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    SpecialTokens special = new SpecialTokens(HexFormat.of().formatHex(random), root);
    for (JsonNode token : root.path("added_tokens")) {
      String content = token.path("content").asText();
      if (special.ids.containsKey(content)) {
        ((ObjectNode) token).put("content", special.name(content));
      }
    }
    if (root.path("model").path("vocab") instanceof ObjectNode vocabulary) {
      special.ids.keySet().stream()
          .filter(vocabulary::has)
          .forEach(token -> vocabulary.set(special.name(token), vocabulary.remove(token)));
    }
    // It adds special tokens around a text, which templates do themselves.
    root.putNull("post_processor");
    return special;
  }

  private String name(String token) {
    return secret + "-" + ids.get(token) + "-";
  }

  /** A special token's id, or null. */
  Integer id(String token) {
    return token == null ? null : ids.get(token);
  }

  /** A text in which nothing is a special token, until {@link #reveal} made it whole again. */
  String hide(String text) {
    return ids.isEmpty()
        ? text
        : any.matcher(text).replaceAll(m -> Matcher.quoteReplacement(broken(m.group())));
  }

  private String broken(String token) {
    int first = token.offsetByCodePoints(0, 1);
    return token.substring(0, first) + secret + token.substring(first);
  }

  /** A rendered template for the tokenizer: its tokens by their names, hidden text as it was. */
  String reveal(String rendered) {
    String named =
        ids.isEmpty()
            ? rendered
            : any.matcher(rendered)
                .replaceAll(m -> Matcher.quoteReplacement("\0" + name(m.group())));
    // A name begins with the secret too, behind a mark that keeps it.
    return named.replaceAll("(?<!\0)" + secret, "").replace("\0" + secret, secret);
  }
}
