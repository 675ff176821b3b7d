package dev.medley.lm.jinja.values;

import java.util.Locale;

/** Python's classes of characters and changes of case. */
public final class Characters {
  /** Unicode's digits that are no decimal ones: superscripts, in circles and the like. */
  private static final int[][] DIGITS = {
    {0xb2, 0xb3},
    {0xb9, 0xb9},
    {0x1369, 0x1371},
    {0x19da, 0x19da},
    {0x2070, 0x2070},
    {0x2074, 0x2079},
    {0x2080, 0x2089},
    {0x2460, 0x2468},
    {0x2474, 0x247c},
    {0x2488, 0x2490},
    {0x24ea, 0x24ea},
    {0x24f5, 0x24fd},
    {0x24ff, 0x24ff},
    {0x2776, 0x277e},
    {0x2780, 0x2788},
    {0x278a, 0x2792},
    {0x10a40, 0x10a43},
    {0x10e60, 0x10e68},
    {0x11052, 0x1105a},
    {0x1f100, 0x1f10a}
  };

  private Characters() {}

  /** {@code str.isspace}, and a regular expression's {@code \s}. */
  public static boolean isSpace(int c) {
    return (c >= 9 && c <= 13)
        || (c >= 0x1c && c <= 0x20)
        || c == 0x85
        || Character.getType(c) == Character.SPACE_SEPARATOR
        || c == 0x2028
        || c == 0x2029;
  }

  /** Where {@code str.splitlines} splits. */
  static boolean isLineEnd(int c) {
    return (c >= 10 && c <= 13)
        || (c >= 0x1c && c <= 0x1e)
        || c == 0x85
        || c == 0x2028
        || c == 0x2029;
  }

  /** A regular expression's {@code \w}. */
  public static boolean isWord(int c) {
    return c == '_' || isAlphanumeric(c);
  }

  static boolean isAlphanumeric(int c) {
    int type = Character.getType(c);
    return Character.isLetter(c) || Character.isDigit(c) || isNumeric(type) || isDigit(c);
  }

  /** {@code str.isdigit}: superscripts too. */
  static boolean isDigit(int c) {
    boolean digit = Character.isDigit(c);
    for (int i = 0; !digit && i < DIGITS.length; i++) {
      digit = c >= DIGITS[i][0] && c <= DIGITS[i][1];
    }
    return digit;
  }

  private static boolean isNumeric(int type) {
    return type == Character.LETTER_NUMBER || type == Character.OTHER_NUMBER;
  }

  static boolean isCased(int c) {
    return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
  }

  public static Text upper(Text text) {
    Text.Builder out = new Text.Builder();
    for (int i = 0; i < text.length(); i++) {
      out.add(Character.toString(text.point(i)).toUpperCase(Locale.ROOT), text, i);
    }
    return out.build();
  }

  public static Text lower(Text text) {
    Text.Builder out = new Text.Builder();
    for (int i = 0; i < text.length(); i++) {
      out.add(lower(text, i), text, i);
    }
    return out.build();
  }

  private static String lower(Text text, int i) {
    int c = text.point(i);
    // Greek's sigma has a form of its own at the end of a word.
    return c == 0x3a3 && casedNear(text, i, -1) && !casedNear(text, i, 1)
        ? "ς"
        : Character.toString(c).toLowerCase(Locale.ROOT);
  }

  private static boolean casedNear(Text text, int i, int step) {
    int at = i + step;
    while (at >= 0 && at < text.length() && isCaseIgnorable(text.point(at))) {
      at += step;
    }
    return at >= 0 && at < text.length() && isCased(text.point(at));
  }

  private static boolean isCaseIgnorable(int c) {
    int type = Character.getType(c);
    return "'.:^`\u00a8\u00ad\u00b7\u2019".indexOf(c) >= 0
        || type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT
        || type == Character.MODIFIER_LETTER
        || type == Character.MODIFIER_SYMBOL;
  }

  private static String title(int c) {
    int title = Character.toTitleCase(c);
    String upper = Character.toString(c).toUpperCase(Locale.ROOT);
    // One letter that becomes several (ß) has only its first in upper case.
    return upper.codePointCount(0, upper.length()) > 1
        ? upper.substring(0, 1) + upper.substring(1).toLowerCase(Locale.ROOT)
        : Character.toString(title);
  }

  /** {@code str.title}: the first letter of each run of letters. */
  static Text titleWords(Text text) {
    Text.Builder out = new Text.Builder();
    boolean inside = false;
    for (int i = 0; i < text.length(); i++) {
      out.add(inside ? lower(text, i) : title(text.point(i)), text, i);
      inside = isCased(text.point(i));
    }
    return out.build();
  }

  /** {@code str.capitalize}. */
  public static Text capitalize(Text text) {
    Text.Builder out = new Text.Builder();
    for (int i = 0; i < text.length(); i++) {
      out.add(i == 0 ? title(text.point(0)) : lower(text, i), text, i);
    }
    return out.build();
  }

  static Text swapCase(Text text) {
    Text.Builder out = new Text.Builder();
    for (int i = 0; i < text.length(); i++) {
      int c = text.point(i);
      out.add(
          Character.isUpperCase(c)
              ? lower(text, i)
              : Character.isLowerCase(c)
                  ? Character.toString(c).toUpperCase(Locale.ROOT)
                  : Character.toString(c),
          text,
          i);
    }
    return out.build();
  }

  /** Whether {@code repr} shows a character as it is. */
  static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }
}
