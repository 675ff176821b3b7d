package dev.medley.lm.jinja.filters;

import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.limits.Work;
import dev.medley.lm.jinja.values.Arguments;
import dev.medley.lm.jinja.values.Numbers;
import dev.medley.lm.jinja.values.Operators;
import dev.medley.lm.jinja.values.Shown;
import dev.medley.lm.jinja.values.Text;
import dev.medley.lm.jinja.values.TextMethods;
import dev.medley.lm.jinja.values.Tuple;
import dev.medley.lm.jinja.values.Values;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** {@code tojson} as transformers has it: Python's {@code json.dumps}, which escapes no HTML. */
final class Json {
  private final boolean ascii;
  private final Text indent;
  private final Text comma;
  private final Text colon;
  private final boolean sorted;
  private final Text.Builder out = new Text.Builder();

  private Json(Object[] a) {
    this.ascii = Values.isTrue(Arguments.or(a[0], false));
    Object indentation = Arguments.or(a[1], null);
    this.indent =
        indentation == null
            ? null
            : indentation instanceof Text text
                ? text
                : Operators.repeated(Text.of(" "), Numbers.whole(indentation));
    Object separators = Arguments.or(a[2], null);
    List<Object> both = separators == null ? List.of() : Values.items(separators);
    this.comma =
        both.isEmpty()
            ? Text.of(indent == null ? ", " : ",")
            : TextMethods.text(both.get(0), "tojson");
    this.colon = both.isEmpty() ? Text.of(": ") : TextMethods.text(both.get(1), "tojson");
    this.sorted = Values.isTrue(Arguments.or(a[3], false));
  }

  static Text dumps(Object value, Arguments arguments) {
    Json json =
        new Json(arguments.bind("tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys"));
    json.write(value, 1);
    return json.out.build();
  }

  private void write(Object value, int depth) {
    Work.spend(1);
    if (value instanceof Text text) {
      string(text);
    } else if (value == null) {
      out.add("null");
    } else if (value instanceof Boolean b) {
      out.add(b ? "true" : "false");
    } else if (value instanceof Double d && (Double.isNaN(d) || Double.isInfinite(d))) {
      out.add(Double.isNaN(d) ? "NaN" : d > 0 ? "Infinity" : "-Infinity");
    } else if (value instanceof Long || value instanceof Double) {
      Shown.repr(value, out);
    } else if (value instanceof Map<?, ?> map) {
      object(map, depth);
    } else if (value instanceof List<?> || value instanceof Tuple) {
      array(Values.items(value), depth);
    } else {
      throw RenderException.of("%s can't be written as JSON", Values.kind(value));
    }
  }

  private void array(List<Object> items, int depth) {
    out.add("[");
    for (int i = 0; i < items.size(); i++) {
      out.add(i == 0 ? Text.EMPTY : comma);
      line(depth);
      write(items.get(i), depth + 1);
    }
    line(items.isEmpty() ? -1 : depth - 1);
    out.add("]");
  }

  private void object(Map<?, ?> map, int depth) {
    out.add("{");
    List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
    if (sorted) {
      entries.sort(Comparator.comparing(Map.Entry::getKey, Values::compare));
    }
    for (int i = 0; i < entries.size(); i++) {
      out.add(i == 0 ? Text.EMPTY : comma);
      line(depth);
      string(key(entries.get(i).getKey()));
      out.add(colon);
      write(entries.get(i).getValue(), depth + 1);
    }
    line(entries.isEmpty() ? -1 : depth - 1);
    out.add("}");
  }

  private static Text key(Object key) {
    if (key instanceof Text text) {
      return text;
    } else if (key == null || key instanceof Long || key instanceof Double) {
      return key == null ? Text.of("null") : Shown.str(key);
    }
    throw RenderException.of("%s can't be a key in JSON", Values.kind(key));
  }

  private void line(int depth) {
    if (indent != null && depth >= 0) {
      out.add("\n").add(Operators.repeated(indent, depth));
    }
  }

  private void string(Text text) {
    out.add("\"");
    for (int i = 0; i < text.length(); i++) {
      out.add(escaped(text.point(i)), text, i);
    }
    out.add("\"");
  }

  private String escaped(int c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      default -> {
        if (c >= 0x20 && (c < 0x7f || !ascii)) {
          yield Character.toString(c);
        }
        StringBuilder units = new StringBuilder();
        for (char unit : Character.toChars(c)) {
          units.append("\\u%04x".formatted((int) unit));
        }
        yield units.toString();
      }
    };
  }
}
