package dev.medley.lm.jinja.filters;

import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.limits.Work;
import dev.medley.lm.jinja.values.Arguments;
import dev.medley.lm.jinja.values.Callable;
import dev.medley.lm.jinja.values.Lazy;
import dev.medley.lm.jinja.values.Numbers;
import dev.medley.lm.jinja.values.Operators;
import dev.medley.lm.jinja.values.Shown;
import dev.medley.lm.jinja.values.Text;
import dev.medley.lm.jinja.values.TextMethods;
import dev.medley.lm.jinja.values.Tuple;
import dev.medley.lm.jinja.values.Undefined;
import dev.medley.lm.jinja.values.Values;
import dev.medley.lm.jinja.values.View;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Jinja's tests by name, such as {@code is defined}. */
public final class Tests {
  /** A test: a value and a call's arguments. */
  @FunctionalInterface
  private interface Test {
    boolean apply(Object value, Arguments arguments);
  }

  private static final Map<String, Test> ALL = new HashMap<>();

  static {
    alone("defined", v -> !(v instanceof Undefined));
    alone("undefined", v -> v instanceof Undefined);
    alone("none", v -> v == null);
    alone("string", v -> v instanceof Text);
    alone("mapping", v -> v instanceof Map<?, ?>);
    alone("number", Values::isNumber);
    alone("integer", v -> v instanceof Long);
    alone("float", v -> v instanceof Double);
    alone("boolean", v -> v instanceof Boolean);
    alone("true", v -> Boolean.TRUE.equals(v));
    alone("false", v -> Boolean.FALSE.equals(v));
    alone("callable", v -> v instanceof Callable || v instanceof Undefined);
    alone("iterable", v -> Values.isSized(v) || v instanceof Lazy);
    alone("sequence", Tests::isSequence);
    alone("odd", v -> number("%", v, 2L) == 1);
    alone("even", v -> number("%", v, 2L) == 0);
    alone("lower", v -> TextMethods.oneCase(Shown.str(v), false));
    alone("upper", v -> TextMethods.oneCase(Shown.str(v), true));
    alone("escaped", v -> false);
    alone("filter", v -> v instanceof Text && Filters.isKnown(v.toString()));
    alone("test", v -> v instanceof Text && isKnown(v.toString()));
    ALL.put("divisibleby", (v, a) -> number("%", v, a.bind("divisibleby", 1, "num")[0]) == 0);
    ALL.put("sameas", (v, a) -> same(v, a.bind("sameas", 1, "other")[0]));
    for (List<String> names :
        List.of(
            List.of("==", "eq", "equalto"),
            List.of("!=", "ne"),
            List.of("<", "lt", "lessthan"),
            List.of("<=", "le"),
            List.of(">", "gt", "greaterthan"),
            List.of(">=", "ge"),
            List.of("in"))) {
      for (String name : names) {
        ALL.put(name, (v, a) -> Operators.compare(names.get(0), v, a.bind(name, 1, "other")[0]));
      }
    }
  }

  private Tests() {}

  private static void alone(String name, Predicate<Object> test) {
    ALL.put(
        name,
        (value, arguments) -> {
          arguments.bind(name, 0);
          return test.test(value);
        });
  }

  public static boolean isKnown(String name) {
    return ALL.containsKey(name);
  }

  public static boolean apply(String name, Object value, Arguments arguments) {
    Test test = ALL.get(name);
    if (test == null) {
      throw RenderException.of("test 'is %s' is unknown", name);
    }
    Work.spend(1);
    Work.read(value instanceof Text text ? text.length() : 0);
    return test.apply(value, arguments);
  }

  private static boolean isSequence(Object value) {
    return value instanceof View view ? view.name().equals("range") : Values.isSized(value);
  }

  private static double number(String operator, Object a, Object b) {
    if (!Values.isNumber(a)) {
      throw RenderException.of("%s is no number", Values.kind(a));
    }
    return Numbers.real(Numbers.apply(operator, a, b));
  }

  private static boolean same(Object a, Object b) {
    if (a == null || b == null || !a.getClass().equals(b.getClass())) {
      return a == b;
    } else if (a instanceof Text || a instanceof Double || a instanceof Tuple) {
      throw RenderException.of("is sameas knows None, true, false, whole numbers and lists");
    }
    return a == b || ((a instanceof Boolean || a instanceof Long) && a.equals(b));
  }
}
