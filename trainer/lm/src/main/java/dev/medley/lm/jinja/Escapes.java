package dev.medley.lm.jinja;

/** Python's escapes in strings. */
final class Escapes {
  private static final String SIMPLE = "abfnrtv\\'\"";
  private static final String MEANING = "\u0007\b\f\n\r\t\u000b\\'\"";

  private Escapes() {}

  static String decode(String text) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i++);
      if (c != '\\' || i == text.length()) {
        out.append(c);
        continue;
      }
      char kind = text.charAt(i++);
      int simple = SIMPLE.indexOf(kind);
      int digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
      if (simple >= 0) {
        out.append(MEANING.charAt(simple));
      } else if (digits > 0) {
        out.appendCodePoint(point(text, i, digits));
        i += digits;
      } else if (kind >= '0' && kind <= '7') {
        int end = i;
        while (end < Math.min(i + 2, text.length()) && "01234567".indexOf(text.charAt(end)) >= 0) {
          end++;
        }
        out.appendCodePoint(Integer.parseInt(text.substring(i - 1, end), 8));
        i = end;
      } else if (kind == 'N') {
        throw new IllegalArgumentException("'\\N' in a string is unknown: write the character");
      } else if (kind != '\n') {
        out.append(c).append(kind);
      }
    }
    return out.toString();
  }

  private static int point(String text, int from, int digits) {
    if (from + digits > text.length()
        || !text.substring(from, from + digits).matches("[0-9a-fA-F]+")
        || !Character.isValidCodePoint((int) Long.parseLong(text, from, from + digits, 16))) {
      throw new IllegalArgumentException(
          "'\\%s' in a string is no character".formatted(text.charAt(from - 1)));
    }
    return Integer.parseInt(text, from, from + digits, 16);
  }
}
