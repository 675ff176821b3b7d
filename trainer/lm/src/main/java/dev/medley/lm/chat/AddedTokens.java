package dev.medley.lm.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.medley.lm.jinja.values.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Finds added tokens as Hugging Face's AddedVocabulary does: the leftmost, of these the longest;
 * but none of the template's own in what a user wrote.
 */
final class AddedTokens {
  private static final Pattern WORD = Pattern.compile("\\w", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern SPACE = Pattern.compile("\\s", Pattern.UNICODE_CHARACTER_CLASS);

  /**
   * A stretch of a text.
   *
   * @param token what it is; null where it is text
   */
  record Piece(AddedToken token, int from, int to) {}

  /** Tokens by their characters: a position costs what it has in common with the longest. */
  private static final class Node {
    private final Map<Integer, Node> next = new HashMap<>();
    private AddedToken token;
  }

  private final Node root = new Node();

  AddedTokens(List<AddedToken> tokens) {
    for (AddedToken token : tokens) {
      Node node = root;
      for (int i = 0; i < token.content().length(); i++) {
        node = node.next.computeIfAbsent(token.content().point(i), c -> new Node());
      }
      if (node != root && node.token == null) {
        node.token = token;
      }
    }
  }

  static List<AddedToken> read(JsonNode root) {
    List<AddedToken> tokens = new ArrayList<>();
    root.path("added_tokens").forEach(json -> tokens.add(AddedToken.of(json)));
    return tokens;
  }

  /** Those that are found in the text as it is, or in the normalized text, by their normal form. */
  static AddedTokens of(List<AddedToken> all, boolean normalized, UnaryOperator<Text> normal) {
    return new AddedTokens(
        all.stream()
            .filter(token -> token.normalized() == normalized)
            .map(token -> token.withContent(normal.apply(token.content())))
            .toList());
  }

  /**
   * A text's pieces in order; none is empty.
   *
   * @param templatesOwn which tokens nothing that a user wrote becomes
   */
  List<Piece> split(Text text, Predicate<AddedToken> templatesOwn) {
    List<Piece> pieces = new ArrayList<>();
    int start = 0;
    int at = 0;
    while (at < text.length()) {
      AddedToken token = tokenAt(text, at, templatesOwn);
      if (token == null) {
        at++;
        continue;
      }
      int end = at + token.content().length();
      if (token.singleWord() && (isWord(text, at - 1) || isWord(text, end))) {
        at = end;
        continue;
      }
      int from = at;
      while (token.left() && from > start && is(SPACE, text, from - 1)) {
        from--;
      }
      // The library goes on behind the token itself: spaces that it takes may be a token once more.
      at = end;
      while (token.right() && is(SPACE, text, end)) {
        end++;
      }
      add(pieces, null, start, from);
      add(pieces, token, from, end);
      start = end;
    }
    add(pieces, null, start, text.length());
    return pieces;
  }

  private static void add(List<Piece> pieces, AddedToken token, int from, int to) {
    if (from < to) {
      pieces.add(new Piece(token, from, to));
    }
  }

  private AddedToken tokenAt(Text text, int at, Predicate<AddedToken> templatesOwn) {
    AddedToken longest = null;
    boolean written = false;
    Node node = root;
    for (int i = at; i < text.length(); i++) {
      node = node.next.get(text.point(i));
      if (node == null) {
        break;
      }
      written |= text.isMarked(i);
      if (node.token != null && !(written && templatesOwn.test(node.token))) {
        longest = node.token;
      }
    }
    return longest;
  }

  /** Whether a user wrote any of it. */
  static boolean isMarked(Text text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.isMarked(i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWord(Text text, int at) {
    return at >= 0 && is(WORD, text, at);
  }

  private static boolean is(Pattern pattern, Text text, int at) {
    return at < text.length() && pattern.matcher(Character.toString(text.point(at))).matches();
  }
}
