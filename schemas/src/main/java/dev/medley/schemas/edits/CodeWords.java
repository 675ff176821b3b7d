package dev.medley.schemas.edits;

/**
 * {@link Words}, and what white space says in code: each line break is a token, and so is the
 * leading white space of a line, as a whole. Not safe for use by several threads at once.
 */
public final class CodeWords implements Tokenizer {
  private final Words words = new Words();

  @Override
  public void split(String text, Sink sink) {
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      int lineEnd = end < 0 ? text.length() : end;
      int indent = start;
      while (indent < lineEnd && SimpleWords.isSpace(text.charAt(indent))) {
        indent++;
      }
      if (indent > start) {
        sink.token(text, start, indent);
      }
      words.split(text.substring(indent, lineEnd), sink);
      if (end >= 0) {
        sink.token(text, end, end + 1);
      }
      start = lineEnd + 1;
    }
  }
}
