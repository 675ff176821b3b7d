package dev.medley.lm.jinja.values;

import dev.medley.lm.jinja.limits.RenderException;
import java.util.ArrayList;
import java.util.List;

/** {@code split}, {@code rsplit}, {@code splitlines} and {@code partition}. */
public final class Splitting {
  private Splitting() {}

  public static List<Object> split(Text text, Arguments arguments, boolean fromRight) {
    String name = fromRight ? "rsplit" : "split";
    Object[] a = arguments.bind(name, 0, "sep", "maxsplit");
    Object separator = Arguments.or(a[0], null);
    long most = Numbers.whole(Arguments.or(a[1], -1L));
    long left = most < 0 ? Long.MAX_VALUE : most;
    if (separator == null) {
      return fromRight ? wordsFromRight(text, left) : words(text, left);
    }
    Text by = TextMethods.text(separator, name);
    if (by.isEmpty()) {
      throw RenderException.of("%s has an empty separator", name);
    }
    return fromRight ? fromRight(text, by, left) : fromLeft(text, by, left);
  }

  private static List<Object> fromLeft(Text text, Text by, long left) {
    List<Object> parts = new ArrayList<>();
    int at = 0;
    int found = text.indexOf(by, 0);
    for (; found >= 0 && left > 0; left--) {
      parts.add(text.slice(at, found));
      at = found + by.length();
      found = text.indexOf(by, at);
    }
    parts.add(text.slice(at, text.length()));
    return parts;
  }

  private static List<Object> fromRight(Text text, Text by, long left) {
    List<Object> parts = new ArrayList<>();
    int end = text.length();
    int found = text.lastIndexOf(by, end);
    for (; found >= 0 && left > 0; left--) {
      parts.add(text.slice(found + by.length(), end));
      end = found;
      found = text.lastIndexOf(by, end - by.length());
    }
    parts.add(text.slice(0, end));
    java.util.Collections.reverse(parts);
    return parts;
  }

  private static List<Object> words(Text text, long left) {
    List<Object> parts = new ArrayList<>();
    int at = spaces(text, 0);
    while (at < text.length()) {
      int end = at;
      while (end < text.length() && (left == 0 || !Characters.isSpace(text.point(end)))) {
        end++;
      }
      parts.add(text.slice(at, end));
      left--;
      at = spaces(text, end);
    }
    return parts;
  }

  private static int spaces(Text text, int from) {
    int at = from;
    while (at < text.length() && Characters.isSpace(text.point(at))) {
      at++;
    }
    return at;
  }

  private static List<Object> wordsFromRight(Text text, long left) {
    List<Object> parts = new ArrayList<>();
    int end = text.length();
    while (true) {
      while (end > 0 && Characters.isSpace(text.point(end - 1))) {
        end--;
      }
      if (end == 0) {
        java.util.Collections.reverse(parts);
        return parts;
      }
      int start = end;
      while (start > 0 && (left == 0 || !Characters.isSpace(text.point(start - 1)))) {
        start--;
      }
      parts.add(text.slice(start, end));
      left--;
      end = start;
    }
  }

  public static List<Object> lines(Text text, Arguments arguments) {
    boolean keep =
        Values.isTrue(Arguments.or(arguments.bind("splitlines", 0, "keepends")[0], false));
    List<Object> lines = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < text.length(); i = Math.max(i + 1, at)) {
      if (Characters.isLineEnd(text.point(i))) {
        boolean two = text.point(i) == '\r' && i + 1 < text.length() && text.point(i + 1) == '\n';
        int end = i + (two ? 2 : 1);
        lines.add(text.slice(at, keep ? end : i));
        at = end;
      }
    }
    if (at < text.length()) {
      lines.add(text.slice(at, text.length()));
    }
    return lines;
  }

  static Tuple partition(Text text, Arguments arguments, boolean last) {
    String name = last ? "rpartition" : "partition";
    Text by = TextMethods.text(arguments.bind(name, 1, "sep")[0], name);
    if (by.isEmpty()) {
      throw RenderException.of("%s has an empty separator", name);
    }
    int found = last ? text.lastIndexOf(by, text.length()) : text.indexOf(by, 0);
    if (found < 0) {
      return last ? Tuple.of(Text.EMPTY, Text.EMPTY, text) : Tuple.of(text, Text.EMPTY, Text.EMPTY);
    }
    return Tuple.of(
        text.slice(0, found),
        text.slice(found, found + by.length()),
        text.slice(found + by.length(), text.length()));
  }
}
