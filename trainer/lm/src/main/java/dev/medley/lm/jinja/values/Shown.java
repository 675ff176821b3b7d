package dev.medley.lm.jinja.values;

import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.limits.Work;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** {@code str} and {@code repr}. */
public final class Shown {
  private Shown() {}

  /** {@code str}. */
  public static Text str(Object value) {
    if (value instanceof Text text) {
      return text;
    } else if (value instanceof Undefined) {
      return Text.EMPTY;
    }
    Text.Builder out = new Text.Builder();
    repr(value, out);
    return out.build();
  }

  public static void repr(Object value, Text.Builder out) {
    Work.spend(1);
    if (value == null) {
      out.add("None");
    } else if (value instanceof Boolean b) {
      out.add(b ? "True" : "False");
    } else if (value instanceof Long n) {
      out.add(Long.toString(n));
    } else if (value instanceof Double d) {
      out.add(decimal(d));
    } else if (value instanceof Text text) {
      quoted(text, out);
    } else if (value instanceof List<?> list) {
      between("[", list, "]", out);
    } else if (value instanceof Tuple tuple) {
      between("(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")", out);
    } else if (value instanceof Map<?, ?> map) {
      dictionary(map, out);
    } else if (value instanceof Undefined) {
      out.add("Undefined");
    } else {
      throw RenderException.of("%s can't be printed", Values.kind(value));
    }
  }

  private static void between(String open, List<?> items, String close, Text.Builder out) {
    out.add(open);
    for (int i = 0; i < items.size(); i++) {
      out.add(i == 0 ? "" : ", ");
      repr(items.get(i), out);
    }
    out.add(close);
  }

  private static void dictionary(Map<?, ?> map, Text.Builder out) {
    out.add("{");
    Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
    for (boolean first = true; entries.hasNext(); first = false) {
      Map.Entry<?, ?> entry = entries.next();
      out.add(first ? "" : ", ");
      repr(entry.getKey(), out);
      out.add(": ");
      repr(entry.getValue(), out);
    }
    out.add("}");
  }

  private static void quoted(Text text, Text.Builder out) {
    int quote = text.contains('\'') && !text.contains('"') ? '"' : '\'';
    out.add(Character.toString(quote));
    for (int i = 0; i < text.length(); i++) {
      out.add(escaped(text.point(i), quote), text, i);
    }
    out.add(Character.toString(quote));
  }

  private static String escaped(int c, int quote) {
    if (c == quote || c == '\\') {
      return "\\" + (char) c;
    } else if (c == '\n' || c == '\r' || c == '\t') {
      return c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
    } else if (Characters.isPrintable(c)) {
      return Character.toString(c);
    }
    return (c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(c);
  }

  /** The shortest digits that give the number back, as Python and JavaScript write them. */
  static String decimal(double d) {
    if (Double.isNaN(d) || Double.isInfinite(d)) {
      return Double.isNaN(d) ? "nan" : d > 0 ? "inf" : "-inf";
    } else if (d == 0) {
      return 1 / d < 0 ? "-0.0" : "0.0";
    }
    BigDecimal exact = new BigDecimal(d);
    BigDecimal shortest = exact;
    for (int digits = 1; digits <= 17; digits++) {
      shortest = exact.round(new MathContext(digits));
      if (shortest.doubleValue() == d) {
        break;
      }
    }
    shortest = shortest.stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent < -4 || exponent >= 16) {
      String digits = shortest.unscaledValue().abs().toString();
      return "%s%s%se%s%02d"
          .formatted(
              d < 0 ? "-" : "",
              digits.charAt(0),
              digits.length() > 1 ? "." + digits.substring(1) : "",
              exponent < 0 ? "-" : "+",
              Math.abs(exponent));
    }
    String plain = shortest.toPlainString();
    return plain.contains(".") ? plain : plain + ".0";
  }
}
