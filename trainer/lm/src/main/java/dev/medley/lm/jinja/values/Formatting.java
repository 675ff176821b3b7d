package dev.medley.lm.jinja.values;

import dev.medley.lm.jinja.limits.RenderException;
import java.util.List;
import java.util.Map;

/** {@code '%s' % value} and {@code '{}'.format(value)}, without widths and precisions. */
public final class Formatting {
  private Formatting() {}

  public static Text percent(Text format, Object value) {
    List<Object> values =
        value instanceof Tuple tuple ? tuple.items() : java.util.Arrays.asList(value);
    Text.Builder out = new Text.Builder();
    int next = 0;
    int i = 0;
    while (i < format.length()) {
      if (format.point(i) != '%') {
        out.add(format, i, ++i);
        continue;
      }
      int kind = i + 1 < format.length() ? format.point(i + 1) : 0;
      if (kind == '%') {
        out.add("%");
      } else if ("srdi".indexOf(kind) < 0 || kind == 0) {
        throw RenderException.of("only %%s, %%r, %%d and %%%% are known when formatting");
      } else if (next == values.size()) {
        throw RenderException.of("there are not enough values to format");
      } else {
        one((char) kind, values.get(next++), out);
      }
      i += 2;
    }
    // Whatever has items is taken for a dictionary of values.
    boolean named = value instanceof Map || value instanceof List || value instanceof Undefined;
    if (next < values.size() && !named) {
      throw RenderException.of("not all values are used when formatting");
    }
    return out.build();
  }

  private static void one(char kind, Object value, Text.Builder out) {
    if (kind == 's') {
      out.add(Shown.str(value));
    } else if (kind == 'r') {
      Shown.repr(value, out);
    } else {
      out.add(Long.toString(Numbers.whole(value)));
    }
  }

  static Text braces(Text format, Arguments arguments) {
    Text.Builder out = new Text.Builder();
    int next = 0;
    int i = 0;
    while (i < format.length()) {
      int c = format.point(i);
      if (c != '{' && c != '}') {
        out.add(format, i, ++i);
      } else if (i + 1 < format.length() && format.point(i + 1) == c) {
        out.add(format, i, i + 1);
        i += 2;
      } else {
        int close = c == '{' ? format.indexOf(Text.of("}"), i) : -1;
        if (close < 0) {
          throw RenderException.of("single '%s' in what is formatted", Character.toString(c));
        }
        String name = format.slice(i + 1, close).toString();
        out.add(Shown.str(named(name.isEmpty() ? Integer.toString(next++) : name, arguments)));
        i = close + 1;
      }
    }
    return out.build();
  }

  private static Object named(String name, Arguments arguments) {
    if (name.matches("\\d{1,4}") && Integer.parseInt(name) < arguments.positional().size()) {
      return arguments.positional().get(Integer.parseInt(name));
    } else if (arguments.named().containsKey(name)) {
      return arguments.named().get(name);
    }
    throw RenderException.of("what stands in braces can't be formatted");
  }
}
