package dev.medley.lm.jinja.values;

import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.limits.Work;
import java.util.ArrayList;
import java.util.List;

/** Python's operators, on whatever has them. */
public final class Operators {
  private Operators() {}

  /** {@code + - * / // % **}. */
  public static Object arithmetic(String operator, Object a, Object b) {
    if (Values.isNumber(a) && Values.isNumber(b)) {
      return Numbers.apply(operator, a, b);
    } else if (operator.equals("+") && a instanceof Text left && b instanceof Text right) {
      return left.plus(right);
    } else if (operator.equals("+") && Values.areAlike(a, b)) {
      Work.list((long) Values.length(a) + Values.length(b));
      List<Object> both = new ArrayList<>(Values.items(a));
      both.addAll(Values.items(b));
      return a instanceof Tuple ? Tuple.of(both) : both;
    } else if (operator.equals("*") && (b instanceof Long || b instanceof Boolean)) {
      return repeated(a, Numbers.whole(b));
    } else if (operator.equals("*") && (a instanceof Long || a instanceof Boolean)) {
      return repeated(b, Numbers.whole(a));
    } else if (operator.equals("%") && a instanceof Text format) {
      return Formatting.percent(format, b);
    }
    if (a instanceof Undefined undefined) {
      throw undefined.used();
    }
    throw RenderException.of(
        "%s %s %s can't be computed", Values.kind(a), operator, Values.kind(b));
  }

  private static Object repeated(Object value, long times) {
    if (value instanceof Text text) {
      return repeated(text, times);
    } else if (value instanceof List<?> || value instanceof Tuple) {
      List<Object> items = Values.items(value);
      List<Object> all = new ArrayList<>();
      Work.list(items.size() * Math.max(0, Math.min(times, Work.LONGEST_LIST + 1L)));
      for (long i = 0; i < times && !items.isEmpty(); i++) {
        all.addAll(items);
      }
      return value instanceof Tuple ? Tuple.of(all) : all;
    }
    throw RenderException.of("%s can't be repeated", Values.kind(value));
  }

  public static Text repeated(Text text, long times) {
    Text.Builder out =
        new Text.Builder(text.length() * Math.max(0, Math.min(times, Text.MOST + 1L)));
    for (long i = 0; i < times && !text.isEmpty(); i++) {
      out.add(text);
    }
    return out.build();
  }

  public static Object negated(Object value) {
    if (Values.isNumber(value)) {
      return Numbers.negated(value);
    }
    throw RenderException.of("%s has no sign", Values.kind(value));
  }

  public static Object positive(Object value) {
    return value instanceof Boolean b ? (Object) (b ? 1L : 0L) : negated(negated(value));
  }

  /** {@code == != < <= > >= in notin}. */
  public static boolean compare(String operator, Object a, Object b) {
    return switch (operator) {
      case "==" -> Values.equal(a, b);
      case "!=" -> !Values.equal(a, b);
      case "in" -> Values.contains(b, a);
      case "notin" -> !Values.contains(b, a);
      case "<" -> Values.compare(a, b) < 0;
      case "<=" -> Values.compare(a, b) <= 0;
      case ">" -> Values.compare(a, b) > 0;
      default -> Values.compare(a, b) >= 0;
    };
  }
}
