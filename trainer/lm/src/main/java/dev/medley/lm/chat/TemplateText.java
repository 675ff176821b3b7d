package dev.medley.lm.chat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Jinja template as transformers means it, rewritten for jinjava. Whitespace is taken away as
 * Jinja does with trim_blocks and lstrip_blocks and by the signs in {@code {%- -%}}, comments go,
 * and what jinjava has no syntax for is said otherwise or refused.
 */
final class TemplateText {
  private static final Pattern FILTERED_LOOP = Pattern.compile("for\\b[^(]*\\bif\\b.*");
  private static final Pattern LITERAL =
      Pattern.compile("'(?:[^'\\\\]|\\\\.)*+'|\"(?:[^\"\\\\]|\\\\.)*+\"");
  private static final Pattern FILTER = Pattern.compile("\\|\\s*(\\w+)");
  private static final Pattern TEST = Pattern.compile("\\bis\\s+(?:not\\s+)?(\\w+)");
  private static final Pattern NAMESPACE = Pattern.compile("\\bnamespace\\(");

  private final String source;
  private final StringBuilder out = new StringBuilder();
  private final Set<String> filters = new TreeSet<>();
  private final Set<String> tests = new TreeSet<>();
  private int at;
  private boolean lineStart = true;
  private boolean stripNext;

  private TemplateText(String source) {
    this.source = source;
  }

  /**
   * Rewrites a template.
   *
   * @throws IllegalArgumentException naming a construct that can't be rendered
   */
  static TemplateText rewrite(String template) {
    // Jinja drops one newline at the end of a template.
    String source =
        template.endsWith("\n") ? template.substring(0, template.length() - 1) : template;
    TemplateText text = new TemplateText(source);
    while (text.at < source.length()) {
      text.next();
    }
    return text;
  }

  String text() {
    return out.toString();
  }

  /** Names of the filters that it uses. */
  Set<String> filters() {
    return filters;
  }

  /** Names of the tests that it uses, such as {@code defined}. */
  Set<String> tests() {
    return tests;
  }

  private void next() {
    int open = tagFrom(at);
    String data = source.substring(at, open);
    data = stripNext ? data.stripLeading() : data;
    if (open == source.length()) {
      out.append(data);
      at = open;
      return;
    }
    char kind = source.charAt(open + 1);
    int close = closeOf(open, kind);
    String body = source.substring(open + 2, close);
    boolean block = kind != '{';
    if (body.startsWith("-")) {
      data = data.stripTrailing();
    } else if (block && !body.startsWith("+")) {
      data = withoutIndent(data);
    }
    out.append(data);
    stripNext = body.length() > 1 && body.endsWith("-");
    boolean keepNewline = body.length() > 1 && body.endsWith("+");
    append(kind, body.replaceFirst("^[-+]", "").replaceFirst("[-+]$", "").strip());
    at = close + 2;
    lineStart = block && !stripNext && !keepNewline && source.startsWith("\n", at);
    at += lineStart ? 1 : 0;
  }

  private String withoutIndent(String data) {
    int line = data.lastIndexOf('\n') + 1;
    boolean begins = line > 0 || (lineStart && !stripNext);
    return begins && data.substring(line).isBlank() ? data.substring(0, line) : data;
  }

  private int tagFrom(int from) {
    for (int i = from; i + 1 < source.length(); i++) {
      if (source.charAt(i) == '{' && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return source.length();
  }

  private int closeOf(int open, char kind) {
    String close = kind == '{' ? "}}" : kind + "}";
    char quote = 0;
    for (int i = open + 2; i + 1 < source.length(); i++) {
      char c = source.charAt(i);
      if (quote != 0) {
        i += c == '\\' ? 1 : 0;
        quote = c == quote ? 0 : quote;
      } else if (kind != '#' && (c == '\'' || c == '"')) {
        quote = c;
      } else if (source.startsWith(close, i)) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "'%s' is never closed".formatted(shown(source.substring(open))));
  }

  private void append(char kind, String code) {
    // Marks for a mask of the assistant's tokens, which print nothing.
    if (kind == '#' || code.equals("generation") || code.equals("endgeneration")) {
      return;
    }
    if (kind == '%' && (FILTERED_LOOP.matcher(code).matches() || code.equals("raw"))) {
      throw new IllegalArgumentException("'%s' can't be rendered".formatted(shown(code)));
    }
    String rewritten = namespaces(code.replaceAll("\\[\\s*::\\s*-1\\s*]", "|reverse"));
    String bare = LITERAL.matcher(rewritten).replaceAll("''");
    FILTER.matcher(bare).results().forEach(m -> filters.add(m.group(1)));
    TEST.matcher(bare).results().forEach(m -> tests.add(m.group(1)));
    out.append('{').append(kind).append(' ').append(rewritten).append(' ');
    out.append(kind == '{' ? '}' : kind).append('}');
  }

  /**
   * {@code namespace(a=b - 1)} binds like {@code (a=b) - 1} in jinjava, unless b - 1 is in
   * brackets.
   */
  private static String namespaces(String code) {
    Matcher call = NAMESPACE.matcher(code);
    if (!call.find()) {
      return code;
    }
    StringBuilder rewritten = new StringBuilder(code.substring(0, call.end()));
    int depth = 0;
    char quote = 0;
    int i = call.end();
    boolean open = false;
    for (; i < code.length() && depth >= 0; i++) {
      char c = code.charAt(i);
      quote = quote == 0 ? (c == '\'' || c == '"' ? c : 0) : c == quote ? 0 : quote;
      depth += quote != 0 ? 0 : "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
      boolean ends = quote == 0 && (depth < 0 || (depth == 0 && c == ','));
      rewritten.append(open && ends ? ")" : "").append(c);
      open &= !ends;
      if (!open && quote == 0 && depth == 0 && c == '=') {
        rewritten.append('(');
        open = true;
      }
    }
    return rewritten.append(code.substring(i)).toString();
  }

  private static String shown(String code) {
    return code.length() > 80 ? code.substring(0, 80) + "…" : code;
  }
}
