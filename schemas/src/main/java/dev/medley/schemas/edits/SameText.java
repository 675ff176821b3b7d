package dev.medley.schemas.edits;

import com.ibm.icu.text.Normalizer2;

/**
 * When two texts are the same to whoever reads them: they differ in nothing but line ends (CRLF,
 * CR, LF), white space at the end of lines and of the text, and Unicode normal form.
 */
public final class SameText {
  private static final Normalizer2 NFC = Normalizer2.getNFCInstance();

  /** Marks in a row that any language has, as of stream-safe text (UAX 15). */
  private static final int MARKS = 30;

  private static final int FIRST_MARK = 0x300;

  private SameText() {}

  /** Whether they are. */
  public static boolean same(String one, String other) {
    return one.equals(other) || form(one).equals(form(other));
  }

  /** The one form of all texts that are the same: this text itself where it is in that form. */
  public static String form(String text) {
    // Longer runs are put into order in the square of their length.
    String composed = hasFewMarks(text) ? NFC.normalize(text) : text;
    return hasPlainLines(composed) ? composed : withPlainLines(composed);
  }

  private static boolean hasFewMarks(String text) {
    int marks = 0;
    for (int i = 0; i < text.length() && marks <= MARKS; i++) {
      int c = text.codePointAt(i);
      marks = c < FIRST_MARK || NFC.getCombiningClass(c) == 0 ? 0 : marks + 1;
      i += Character.charCount(c) - 1;
    }
    return marks <= MARKS;
  }

  private static boolean hasPlainLines(String text) {
    boolean ended = true;
    for (int i = text.length() - 1; i >= 0; i--) {
      char c = text.charAt(i);
      if (c == '\r' || (ended && SimpleWords.isSpace(c))) {
        return false;
      }
      ended = c == '\n';
    }
    return true;
  }

  private static String withPlainLines(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    int kept = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        plain.setLength(kept);
        plain.append('\n');
        kept = plain.length();
        i += c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n' ? 1 : 0;
      } else {
        plain.append(c);
        kept = SimpleWords.isSpace(c) ? kept : plain.length();
      }
    }
    plain.setLength(kept);
    while (plain.length() > 0 && plain.charAt(plain.length() - 1) == '\n') {
      plain.setLength(plain.length() - 1);
    }
    return plain.toString();
  }
}
