package dev.medley.lm.chat;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.lm.jinja.values.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Encodes as the library does, step by step: added tokens are found in the text, the rest is
 * normalized, added tokens are found in that, and what is left is split and spelled by the model.
 * But what a user wrote is none of the template's own.
 */
final class MarkedEncoder implements AutoCloseable {
  private final Set<String> names;
  private final Normalizer normalizer;
  private final AddedTokens raw;
  private final AddedTokens normalized;
  private final HuggingFaceTokenizer beginning;
  private final HuggingFaceTokenizer middle;

  MarkedEncoder(ObjectNode root, List<AddedToken> added) {
    this.normalizer = new Normalizer(root);
    this.raw = AddedTokens.of(added, false, content -> content);
    this.normalized = AddedTokens.of(added, true, content -> normalizer.apply(content).text());
    this.names =
        added.stream()
            .filter(AddedToken::isControl)
            .map(token -> token.content().toString())
            .collect(Collectors.toSet());
    this.beginning = Tokenizers.load(Tokenizers.model(root, names, true));
    this.middle =
        Tokenizers.knowsBeginning(root)
            ? Tokenizers.load(Tokenizers.model(root, names, false))
            : beginning;
  }

  /**
   * A text's tokens.
   *
   * @param templatesOwn which added tokens nothing that a user wrote becomes
   */
  TextEncoder.Encoded encode(Text text, Predicate<AddedToken> templatesOwn) {
    Tokens tokens = new Tokens();
    for (AddedTokens.Piece piece : raw.split(text, templatesOwn)) {
      if (piece.token() != null) {
        tokens.add(piece.token().id(), piece.from(), piece.to());
      } else {
        encode(text.slice(piece.from(), piece.to()), piece.from(), templatesOwn, tokens);
      }
    }
    return tokens.encoded();
  }

  private void encode(Text text, int offset, Predicate<AddedToken> templatesOwn, Tokens tokens) {
    Normalizer.Normal normal = normalizer.apply(text);
    for (AddedTokens.Piece piece : normalized.split(normal.text(), templatesOwn)) {
      if (piece.token() != null) {
        tokens.add(piece.token().id(), offset, normal, piece.from(), piece.to());
      } else {
        String part = normal.text().slice(piece.from(), piece.to()).toString();
        boolean first = offset + normal.from()[piece.from()] == 0;
        Encoding encoding =
            (first ? beginning : middle).encode(Tokenizers.unhidden(part, names), false, false);
        TextEncoder.Encoded spelled =
            TextEncoder.encoded(encoding.getIds(), encoding.getCharTokenSpans());
        for (int i = 0; i < spelled.ids().length; i++) {
          tokens.add(
              spelled.ids()[i],
              offset,
              normal,
              piece.from() + spelled.from()[i],
              piece.from() + spelled.to()[i]);
        }
      }
    }
  }

  /** Tokens as they come. */
  private static final class Tokens {
    private final List<Integer> ids = new ArrayList<>();
    private final List<Integer> from = new ArrayList<>();
    private final List<Integer> to = new ArrayList<>();

    void add(int id, int start, int end) {
      ids.add(id);
      from.add(start);
      to.add(end);
    }

    /** A token of a normalized text that stands at an offset of the original. */
    void add(int id, int offset, Normalizer.Normal normal, int start, int end) {
      int first = normal.from()[start];
      int last = end > start ? Math.max(normal.from()[end], normal.from()[end - 1] + 1) : first;
      add(id, offset + first, offset + last);
    }

    TextEncoder.Encoded encoded() {
      return new TextEncoder.Encoded(
          ids.stream().mapToInt(i -> i).toArray(),
          from.stream().mapToInt(i -> i).toArray(),
          to.stream().mapToInt(i -> i).toArray());
    }
  }

  @Override
  public void close() {
    normalizer.close();
    beginning.close();
    if (middle != beginning) {
      middle.close();
    }
  }
}
