package dev.medley.lm.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.medley.lm.jinja.values.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Finds added tokens as Hugging Face's AddedVocabulary does: the leftmost, of these the longest;
 * but none in what a user wrote, unless it is text.
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

  private final Map<Integer, List<AddedToken>> byFirst = new HashMap<>();

  AddedTokens(List<AddedToken> tokens) {
    for (AddedToken token : tokens) {
      if (!token.content().isEmpty()) {
        byFirst.computeIfAbsent(token.content().point(0), c -> new ArrayList<>()).add(token);
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

  /** A text's pieces in order; none is empty. */
  List<Piece> split(Text text) {
    List<Piece> pieces = new ArrayList<>();
    int start = 0;
    int at = 0;
    while (at < text.length()) {
      AddedToken token = tokenAt(text, at);
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

  private AddedToken tokenAt(Text text, int at) {
    AddedToken longest = null;
    for (AddedToken token : byFirst.getOrDefault(text.point(at), List.of())) {
      int length = token.content().length();
      if ((longest == null || length > longest.content().length())
          && at + length <= text.length()
          && text.slice(at, at + length).equals(token.content())
          && !(token.isControl() && isMarked(text, at, at + length))) {
        longest = token;
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
