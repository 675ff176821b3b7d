package dev.medley.lm.jinja;

import dev.medley.lm.jinja.Token.Kind;
import dev.medley.lm.jinja.values.Characters;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A template's words. Whitespace is taken away as Jinja does with trim_blocks and lstrip_blocks and
 * by the signs in {@code {%- -%}}.
 */
final class Lexer {
  private static final Pattern RAW_BEGIN =
      Pattern.compile("\\{%([-+]?)\\s*raw\\s*(?:-%}\\s*|%})", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern RAW_END =
      Pattern.compile(
          "\\{%([-+]?)\\s*endraw\\s*(?:\\+%}|-%}\\s*|%}\\n?)", Pattern.UNICODE_CHARACTER_CLASS);

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private boolean lineStart = true;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String template) {
    String lines = template.replace("\r\n", "\n").replace('\r', '\n');
    // Jinja drops one newline at the end of a template.
    Lexer lexer = new Lexer(lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines);
    while (lexer.at < lexer.source.length()) {
      lexer.next();
    }
    lexer.add(Kind.END, "");
    return lexer.tokens;
  }

  private void add(Kind kind, String value) {
    tokens.add(new Token(kind, value));
  }

  private void next() {
    int open = tagFrom(at);
    if (open == source.length()) {
      data(source.substring(at), '+', false);
      at = open;
      return;
    }
    String data = source.substring(at, open);
    char kind = source.charAt(open + 1);
    Matcher raw = RAW_BEGIN.matcher(source).region(open, source.length());
    if (kind == '%' && raw.lookingAt()) {
      data(data, sign(raw.group(1)), true);
      raw(raw.end());
      return;
    }
    char sign = open + 2 < source.length() ? source.charAt(open + 2) : ' ';
    // {{+ is a number's sign, but {{- strips.
    boolean signed = sign == '-' || (sign == '+' && kind != '{');
    data(data, signed ? sign : ' ', kind != '{');
    at = open + (signed ? 3 : 2);
    lineStart = false;
    if (kind == '#') {
      comment(open);
    } else {
      add(kind == '{' ? Kind.VARIABLE_BEGIN : Kind.BLOCK_BEGIN, "");
      Words words = new Words(source, at, kind, tokens);
      at = closed(words.read(open), kind == '{' ? "}}" : "%}");
      add(kind == '{' ? Kind.VARIABLE_END : Kind.BLOCK_END, "");
    }
  }

  private static char sign(String sign) {
    return sign.isEmpty() ? ' ' : sign.charAt(0);
  }

  private void data(String text, char sign, boolean block) {
    String data = text;
    if (sign == '-') {
      int end = data.length();
      while (end > 0 && Characters.isSpace(data.charAt(end - 1))) {
        end--;
      }
      data = data.substring(0, end);
    } else if (sign != '+' && block) {
      int line = data.lastIndexOf('\n') + 1;
      boolean begins = line > 0 || lineStart;
      data =
          begins && data.substring(line).chars().allMatch(Characters::isSpace)
              ? data.substring(0, line)
              : data;
    }
    if (!data.isEmpty()) {
      add(Kind.DATA, data);
    }
  }

  private void raw(int from) {
    Matcher end = RAW_END.matcher(source);
    if (!end.find(from)) {
      throw new IllegalArgumentException("'{% raw %}' is never closed");
    }
    lineStart = source.charAt(from - 1) == '\n';
    data(source.substring(from, end.start()), sign(end.group(1)), true);
    at = end.end();
    lineStart = source.charAt(at - 1) == '\n';
  }

  private void comment(int open) {
    int close = source.indexOf("#}", at);
    if (close < 0) {
      throw new IllegalArgumentException("'%s' is never closed".formatted(shown(open)));
    }
    int signed = close > at && "-+".indexOf(source.charAt(close - 1)) >= 0 ? close - 1 : close;
    at = closed(signed, "#}");
  }

  /** Behind a tag's end, and behind the whitespace that it takes. */
  private int closed(int from, String end) {
    char sign = source.charAt(from);
    int behind = from + end.length() + (sign == '-' || sign == '+' ? 1 : 0);
    if (sign == '-') {
      while (behind < source.length() && Characters.isSpace(source.charAt(behind))) {
        behind++;
      }
    } else if (sign != '+' && !end.equals("}}") && source.startsWith("\n", behind)) {
      behind++;
    }
    lineStart = source.charAt(behind - 1) == '\n';
    return behind;
  }

  private int tagFrom(int from) {
    for (int i = from; i + 1 < source.length(); i++) {
      if (source.charAt(i) == '{' && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return source.length();
  }

  private String shown(int from) {
    return source.substring(from, Math.min(from + 80, source.length()));
  }
}
