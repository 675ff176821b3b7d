package dev.medley.lm.jinja.filters;

import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.limits.Work;
import dev.medley.lm.jinja.values.Arguments;
import dev.medley.lm.jinja.values.Attributes;
import dev.medley.lm.jinja.values.Collections;
import dev.medley.lm.jinja.values.Numbers;
import dev.medley.lm.jinja.values.Operators;
import dev.medley.lm.jinja.values.Shown;
import dev.medley.lm.jinja.values.Text;
import dev.medley.lm.jinja.values.TextMethods;
import dev.medley.lm.jinja.values.Undefined;
import dev.medley.lm.jinja.values.Values;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Jinja's filters by name. */
public final class Filters {
  /** A filter: a value and a call's arguments to a value. */
  @FunctionalInterface
  interface Filter {
    Object apply(Object value, Arguments arguments);
  }

  private static final Map<String, Filter> ALL = new HashMap<>();

  static {
    TextFilters.register(ALL);
    ListFilters.register(ALL);
    Selections.register(ALL);
    ALL.put("default", Filters::otherwise);
    ALL.put("d", Filters::otherwise);
    ALL.put("length", (value, a) -> (long) Values.length(value));
    ALL.put("count", ALL.get("length"));
    ALL.put("tojson", Json::dumps);
    ALL.put("int", Filters::whole);
    ALL.put("float", Filters::real);
    ALL.put("abs", Filters::absolute);
    ALL.put("round", Filters::round);
    ALL.put("attr", (value, a) -> attribute(value, a));
  }

  private Filters() {}

  public static boolean isKnown(String name) {
    return ALL.containsKey(name);
  }

  public static Object apply(String name, Object value, Arguments arguments) {
    Filter filter = ALL.get(name);
    if (filter == null) {
      throw RenderException.of("filter %s is unknown", name);
    }
    Work.spend(1);
    Work.read(value instanceof Text text ? text.length() : 0);
    return filter.apply(value, arguments);
  }

  private static Object otherwise(Object value, Arguments arguments) {
    Object[] a = arguments.bind("default", 0, "default_value", "boolean");
    boolean missing =
        value instanceof Undefined
            || (Values.isTrue(Arguments.or(a[1], false)) && !Values.isTrue(value));
    return missing ? Arguments.or(a[0], Text.EMPTY) : value;
  }

  private static Object attribute(Object value, Arguments arguments) {
    Text name = TextMethods.text(arguments.bind("attr", 1, "name")[0], "attr");
    if (value instanceof Map<?, ?> map && Collections.ofMap(map, name.toString()) == null) {
      return new Undefined("'%s'".formatted(name));
    }
    return Attributes.attribute(value, name.toString());
  }

  private static Object whole(Object value, Arguments arguments) {
    Object[] a = arguments.bind("int", 0, "default", "base");
    Object otherwise = Arguments.or(a[0], 0L);
    long base = Numbers.whole(Arguments.or(a[1], 10L));
    if (value instanceof Undefined undefined) {
      throw undefined.used();
    }
    if (!(value instanceof Text text)) {
      boolean finite = Values.isNumber(value) && Math.abs(Numbers.real(value)) < 0x1p63;
      return finite ? Numbers.whole(value) : otherwise;
    }
    String digits = number(text);
    try {
      if (base != 10) {
        throw RenderException.of("int knows base 10 alone");
      }
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      Double real = parsed(digits);
      return real == null || Math.abs(real) >= 0x1p63 ? otherwise : (Object) real.longValue();
    }
  }

  private static Object real(Object value, Arguments arguments) {
    Object otherwise = Arguments.or(arguments.bind("float", 0, "default")[0], 0.0);
    if (value instanceof Undefined undefined) {
      throw undefined.used();
    }
    Object parsed =
        value instanceof Text text
            ? parsed(number(text))
            : Values.isNumber(value) ? (Object) Numbers.real(value) : null;
    return parsed == null ? otherwise : parsed;
  }

  private static String number(Text text) {
    String digits = TextMethods.strip(text, "strip", Arguments.NONE).toString();
    return digits.matches("[^_]+(_[^_]+)*") ? digits.replace("_", "") : digits;
  }

  private static Double parsed(String digits) {
    return digits.matches("[+-]?(\\d++\\.?+\\d*+|\\.\\d++)([eE][+-]?\\d++)?")
        ? Double.valueOf(digits)
        : null;
  }

  private static Object absolute(Object value, Arguments arguments) {
    arguments.bind("abs", 0);
    return Numbers.compare(value, 0L) < 0 ? Numbers.negated(value) : Operators.positive(value);
  }

  private static Object round(Object value, Arguments arguments) {
    Object[] a = arguments.bind("round", 0, "precision", "method");
    String method = Shown.str(Arguments.or(a[1], Text.of("common"))).toString();
    if (!List.of("common", "ceil", "floor").contains(method)) {
      throw RenderException.of("round knows common, ceil and floor");
    }
    int digits = (int) Math.max(-9999, Math.min(Numbers.whole(Arguments.or(a[0], 0L)), 9999));
    if (!Values.isNumber(value)) {
      throw RenderException.of("%s can't be rounded", Values.kind(value));
    }
    boolean common = method.equals("common") && !(value instanceof Double);
    return common
        ? (Object) Numbers.round(Numbers.whole(value), digits)
        : (Object) Numbers.round(Numbers.real(value), digits, method);
  }
}
