package dev.medley.learner.gate;

import dev.medley.schemas.edits.Tokenizer;
import dev.medley.schemas.edits.Words;

/**
 * Words, and between two of them the beginning of a line with its indentation, so that code and
 * lists that lost their lines are another text. Not thread-safe.
 */
final class WordsAndLines implements Tokenizer {
  private final Words words = new Words();

  @Override
  public void split(String text, Sink sink) {
    int[] before = {text.length()};
    words.split(
        text,
        (source, start, end) -> {
          int line = start;
          while (line > before[0] && source.charAt(line - 1) != '\n') {
            line--;
          }
          if (line > before[0]) {
            sink.token(source, line - 1, start);
          }
          sink.token(source, start, end);
          before[0] = end;
        });
  }
}
