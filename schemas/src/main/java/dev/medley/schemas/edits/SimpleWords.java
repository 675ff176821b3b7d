package dev.medley.schemas.edits;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacter.WordBreak;
import com.ibm.icu.lang.UProperty;

/**
 * The rules of {@link Words} for the characters that need no dictionary and join nothing, such as
 * Latin, Greek and Cyrillic letters and all usual punctuation: ten times as fast as ICU, and equal.
 */
final class SimpleWords {
  private static final int KNOWN = 0x2100;

  private static final byte UNKNOWN = 0;
  private static final byte SPACE = 1;
  private static final byte OTHER = 2;
  private static final byte LETTER = 3;
  private static final byte DIGIT = 4;
  private static final byte CONNECTOR = 5;
  private static final byte BETWEEN_LETTERS = 6;
  private static final byte BETWEEN_DIGITS = 7;
  private static final byte BETWEEN_BOTH = 8;

  private static final byte[] KINDS = kinds();

  private SimpleWords() {}

  private static byte[] kinds() {
    byte[] kinds = new byte[KNOWN];
    for (char c = 0; c < KNOWN; c++) {
      kinds[c] = kind(c, UCharacter.getIntPropertyValue(c, UProperty.WORD_BREAK));
    }
    return kinds;
  }

  private static byte kind(char c, int wordBreak) {
    boolean dictionary =
        UCharacter.getIntPropertyValue(c, UProperty.LINE_BREAK)
            == UCharacter.LineBreak.COMPLEX_CONTEXT;
    // The narrow no-break space joins words, as Mongolian has it.
    if (dictionary || (isSpace(c) && wordBreak == WordBreak.EXTENDNUMLET)) {
      return UNKNOWN;
    }
    if (isSpace(c)) {
      return SPACE;
    }
    return switch (wordBreak) {
      case WordBreak.OTHER -> OTHER;
      case WordBreak.ALETTER -> LETTER;
      case WordBreak.NUMERIC -> DIGIT;
      case WordBreak.EXTENDNUMLET -> CONNECTOR;
      case WordBreak.MIDLETTER -> BETWEEN_LETTERS;
      case WordBreak.MIDNUM -> BETWEEN_DIGITS;
      case WordBreak.MIDNUMLET, WordBreak.SINGLE_QUOTE -> BETWEEN_BOTH;
      default -> UNKNOWN;
    };
  }

  static boolean isSpace(char c) {
    return c < 0x80 ? c == ' ' || (c >= '\t' && c <= '\r') : UCharacter.isUWhiteSpace(c);
  }

  static boolean knowsAll(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (kind(text, i) == UNKNOWN) {
        return false;
      }
    }
    return true;
  }

  static void split(String text, Tokenizer.Sink sink) {
    int start = 0;
    while (start < text.length()) {
      byte kind = kind(text, start);
      int end = start + 1;
      if (kind != SPACE) {
        while (end < text.length()) {
          byte next = kind(text, end);
          if (joins(kind, next)) {
            kind = next;
            end++;
          } else if (isBetween(kind, next, text, end)) {
            kind = kind(text, end + 1);
            end += 2;
          } else {
            break;
          }
        }
        sink.token(text, start, end);
      }
      start = end;
    }
  }

  private static byte kind(String text, int i) {
    char c = text.charAt(i);
    return c < KNOWN ? KINDS[c] : UNKNOWN;
  }

  /** WB5, WB8 to WB10, WB13a and WB13b. */
  private static boolean joins(byte left, byte right) {
    return isWord(left) && isWord(right);
  }

  private static boolean isWord(byte kind) {
    return kind == LETTER || kind == DIGIT || kind == CONNECTOR;
  }

  /** WB6 and WB7, WB11 and WB12. */
  private static boolean isBetween(byte left, byte middle, String text, int at) {
    if (at + 1 >= text.length()) {
      return false;
    }
    byte right = kind(text, at + 1);
    return left == right
        && ((left == LETTER && (middle == BETWEEN_LETTERS || middle == BETWEEN_BOTH))
            || (left == DIGIT && (middle == BETWEEN_DIGITS || middle == BETWEEN_BOTH)));
  }
}
