package dev.medley.lm.chat;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.lm.jinja.values.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Text to token ids, as Hugging Face's library gives them, unless it took something that a user
 * wrote for a token of the template: then the template's tokens are found first, and the rest is
 * text. The same text always has the same ids.
 */
final class TextEncoder implements AutoCloseable {
  /**
   * A text's tokens.
   *
   * @param from the code point where each begins
   * @param to the code point behind each
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Encoded(int[] ids, int[] from, int[] to) {}

  private final HuggingFaceTokenizer whole;
  private final byte[] json;
  private final List<AddedToken> added;
  private final Map<Long, AddedToken> byId = new HashMap<>();
  private MarkedEncoder marked;

  /**
   * Tokenizes as a tree says.
   *
   * @param json the bytes that the tree was read from
   */
  TextEncoder(ObjectNode root, byte[] json) {
    this.json = json;
    this.added = AddedTokens.read(root);
    this.whole = Tokenizers.load(Tokenizers.whole(root));
    added.forEach(token -> byId.put((long) token.id(), token));
  }

  HuggingFaceTokenizer whole() {
    return whole;
  }

  List<AddedToken> added() {
    return added;
  }

  /**
   * A response, which the model wrote and a user may have edited: added tokens that a model's text
   * shows are the tokens that it wrote, but none is special.
   */
  Encoded response(String text) {
    String wellFormed = Text.wellFormed(text);
    return encode(wellFormed, () -> Text.marked(wellFormed), AddedToken::special);
  }

  /** A text whose characters know who wrote them: nothing that a user wrote says something. */
  Encoded encode(Text text) {
    return encode(text.toString(), () -> text, AddedToken::isControl);
  }

  private Encoded encode(
      String text, Supplier<Text> characters, Predicate<AddedToken> templatesOwn) {
    Encoding encoding = whole.encode(text, false, false);
    long[] ids = encoding.getIds();
    CharSpan[] spans = encoding.getCharTokenSpans();
    for (int i = 0; i < ids.length; i++) {
      AddedToken token = byId.get(ids[i]);
      if (token != null
          && templatesOwn.test(token)
          && isWritten(token, characters.get(), spans[i])) {
        return marked().encode(characters.get(), templatesOwn);
      }
    }
    return encoded(ids, spans);
  }

  static Encoded encoded(long[] ids, CharSpan[] spans) {
    return new Encoded(
        Arrays.stream(ids).mapToInt(Math::toIntExact).toArray(),
        Arrays.stream(spans).mapToInt(CharSpan::getStart).toArray(),
        Arrays.stream(spans).mapToInt(CharSpan::getEnd).toArray());
  }

  /**
   * Whether a user wrote any of a token, but for the spaces that it takes; so it is taken to be
   * where it can't be told.
   */
  private static boolean isWritten(AddedToken token, Text text, CharSpan span) {
    int from = span.getStart();
    int to = span.getEnd();
    if (to > text.length()) {
      return true;
    }
    while (token.left() && from < to && Character.isWhitespace(text.point(from))) {
      from++;
    }
    while (token.right() && to > from && Character.isWhitespace(text.point(to - 1))) {
      to--;
    }
    return from >= to || AddedTokens.isMarked(text, from, to);
  }

  /** Made when it is first needed: it holds the vocabulary once more. */
  private synchronized MarkedEncoder marked() {
    if (marked == null) {
      try {
        marked = new MarkedEncoder((ObjectNode) new ObjectMapper().readTree(json), added);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read the tokenizer once more", e);
      }
    }
    return marked;
  }

  @Override
  public synchronized void close() {
    whole.close();
    if (marked != null) {
      marked.close();
    }
  }
}
