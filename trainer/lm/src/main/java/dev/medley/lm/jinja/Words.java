package dev.medley.lm.jinja;

import dev.medley.lm.jinja.Token.Kind;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words within one tag: names, numbers, strings and operators. */
final class Words {
  private static final Pattern WORD =
      Pattern.compile(
          "(?<space>\\s+)"
              + "|(?<float>(?<![.])(?:\\d+_)*\\d+(?:(?:[.](?:\\d+_)*\\d+)?[eE][+-]?(?:\\d+_)*\\d+"
              + "|[.](?:\\d+_)*\\d+))"
              + "|(?<integer>0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+"
              + "|[1-9](?:_?\\d)*|0(?:_?0)*)"
              + "|(?<name>\\w+)"
              + "|(?<string>'(?:[^'\\\\]|\\\\.)*+'|\"(?:[^\"\\\\]|\\\\.)*+\")"
              + "|(?<operator>//|\\*\\*|==|!=|>=|<=|[-+/*%~\\[\\](){}><=.:|,;])",
          Pattern.DOTALL | Pattern.UNICODE_CHARACTER_CLASS);

  private final String source;
  private final List<Token> tokens;
  private final String end;
  private int at;
  private int depth;

  Words(String source, int from, char tag, List<Token> tokens) {
    this.source = source;
    this.at = from;
    this.end = tag == '{' ? "}}" : "%}";
    this.tokens = tokens;
  }

  /** Reads to the tag's end, and says where that begins: its sign is part of it. */
  int read(int open) {
    Matcher words = WORD.matcher(source);
    while (at < source.length()) {
      if (depth == 0 && isEnd()) {
        return at;
      }
      if (!words.region(at, source.length()).lookingAt()) {
        throw new IllegalArgumentException(
            "'%s' has a character that no expression has".formatted(shown(open)));
      }
      word(words);
      at = words.end();
    }
    throw new IllegalArgumentException("'%s' is never closed".formatted(shown(open)));
  }

  private boolean isEnd() {
    char c = source.charAt(at);
    boolean signed = c == '-' || (c == '+' && end.equals("%}"));
    return source.startsWith(end, signed ? at + 1 : at);
  }

  private void word(Matcher word) {
    String text = word.group();
    if (word.group("float") != null) {
      tokens.add(new Token(Kind.FLOAT, text.replace("_", "")));
    } else if (word.group("integer") != null) {
      tokens.add(new Token(Kind.INTEGER, integer(text.replace("_", ""))));
    } else if (word.group("name") != null) {
      tokens.add(new Token(Kind.NAME, text));
    } else if (word.group("string") != null) {
      tokens.add(new Token(Kind.STRING, Escapes.decode(text.substring(1, text.length() - 1))));
    } else if (word.group("operator") != null) {
      depth += "([{".contains(text) ? 1 : ")]}".contains(text) ? -1 : 0;
      if (depth < 0) {
        throw new IllegalArgumentException("unexpected '%s'".formatted(text));
      }
      tokens.add(new Token(Kind.OPERATOR, text));
    }
  }

  private static String integer(String digits) {
    String lower = digits.toLowerCase(Locale.ROOT);
    int base =
        lower.startsWith("0x") ? 16 : lower.startsWith("0o") ? 8 : lower.startsWith("0b") ? 2 : 10;
    BigInteger number = new BigInteger(base == 10 ? lower : lower.substring(2), base);
    if (number.bitLength() > 63) {
      throw new IllegalArgumentException("number %s passes 64 bits".formatted(digits));
    }
    return number.toString();
  }

  private String shown(int from) {
    return source.substring(from, Math.min(from + 80, source.length()));
  }
}
