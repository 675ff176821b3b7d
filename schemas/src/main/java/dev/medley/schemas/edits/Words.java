package dev.medley.schemas.edits;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.text.StringCharacterIterator;
import java.util.List;

/**
 * Unicode words (Unicode Standard Annex 29, section 4, as ICU's root locale cuts them): with
 * dictionaries for Chinese, Japanese, Thai, Lao, Khmer and Burmese, whose scripts put no spaces
 * between words. Punctuation and symbols are words of their own; white space only separates.
 *
 * <p>Not safe for use by several threads at once. Once warm it allocates nothing for texts in the
 * scripts that {@link SimpleWords} knows.
 */
public final class Words implements Tokenizer {
  private final BreakIterator breaks = BreakIterator.getWordInstance(ULocale.ROOT);
  private final StringCharacterIterator characters = new StringCharacterIterator("");

  /** The words of a text, in order; empty where the text is blank. */
  public static List<String> of(String text) {
    return new Words().tokens(text);
  }

  /** How many words a text has. */
  static int count(String text) {
    int[] count = {0};
    new Words().split(text, (source, start, end) -> count[0]++);
    return count[0];
  }

  @Override
  public void split(String text, Sink sink) {
    if (SimpleWords.knowsAll(text)) {
      SimpleWords.split(text, sink);
    } else {
      splitAll(text, sink);
    }
  }

  /** {@link #split} by ICU alone, whatever the text. */
  void splitAll(String text, Sink sink) {
    characters.setText(text);
    breaks.setText(characters);
    int start = 0;
    for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
      if (!blank(text, start, end)) {
        sink.token(text, start, end);
      }
      start = end;
    }
    characters.setText("");
  }

  private static boolean blank(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (!SimpleWords.isSpace(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
