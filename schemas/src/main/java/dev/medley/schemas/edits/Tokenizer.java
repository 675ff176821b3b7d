package dev.medley.schemas.edits;

import java.util.ArrayList;
import java.util.List;

/** Splits text into the tokens that an edit is counted in. */
@FunctionalInterface
public interface Tokenizer {
  /** Takes one token: the characters of {@code text} from start to end, exclusive. */
  @FunctionalInterface
  interface Sink {
    void token(String text, int start, int end);
  }

  /** Gives the text's tokens, in order, to the sink. */
  void split(String text, Sink sink);

  /** The text's tokens, in order. */
  default List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    split(text, (source, start, end) -> tokens.add(source.substring(start, end)));
    return tokens;
  }
}
