package dev.medley.lm.jinja.tree;

import dev.medley.lm.jinja.filters.Filters;
import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.limits.Work;
import dev.medley.lm.jinja.values.Arguments;
import dev.medley.lm.jinja.values.Callable;
import dev.medley.lm.jinja.values.Text;
import dev.medley.lm.jinja.values.Undefined;
import dev.medley.lm.jinja.values.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code callee(arguments)}. */
public record Call(Expression callee, Given given) implements Expression {
  @Override
  public Object value(Scope scope) {
    Object called = callee.value(scope);
    return call(called, given.arguments(scope), scope);
  }

  static Object call(Object called, Arguments arguments, Scope scope) {
    if (called instanceof Undefined undefined) {
      throw RenderException.of("%s is undefined, but called", undefined.what());
    } else if (!(called instanceof Callable)) {
      throw RenderException.of("%s can't be called", Values.kind(called));
    }
    scope.spend(1);
    return ((Callable) called).call(arguments);
  }

  /**
   * {@code value | name(arguments)}.
   *
   * @param value null in a tag that filters its body
   */
  public record Filter(Expression value, String name, Given given) implements Expression {
    @Override
    public Object value(Scope scope) {
      return applied(value.value(scope), scope);
    }

    Object applied(Object filtered, Scope scope) {
      return Filters.apply(name, filtered, given.arguments(scope));
    }
  }

  /**
   * Arguments as they are written.
   *
   * @param list behind {@code *}, or null
   * @param map behind {@code **}, or null
   */
  public record Given(
      List<Expression> positional, Map<String, Expression> named, Expression list, Expression map) {
    public static final Given NONE = new Given(List.of(), Map.of(), null, null);

    Arguments arguments(Scope scope) {
      if (positional.isEmpty() && named.isEmpty() && list == null && map == null) {
        return Arguments.NONE;
      }
      List<Object> values = new ArrayList<>();
      for (Expression expression : positional) {
        values.add(expression.value(scope));
      }
      Map<String, Object> byName = new LinkedHashMap<>();
      named.forEach((name, expression) -> byName.put(name, expression.value(scope)));
      if (list != null) {
        List<Object> more = Values.items(list.value(scope));
        Work.list(more.size());
        values.addAll(more);
      }
      if (map != null) {
        if (!(map.value(scope) instanceof Map<?, ?> more)) {
          throw RenderException.of("what stands behind ** is no dictionary");
        }
        Work.list(2L * more.size());
        more.forEach((name, value) -> byName.put(named(name), value));
      }
      return new Arguments(values, byName);
    }

    /** Arguments' names are the template's own: who wrote them is not known of them. */
    private static String named(Object name) {
      if (!(name instanceof Text text) || text.hasMarks()) {
        throw RenderException.of("what stands behind ** has names that a user wrote");
      }
      return text.toString();
    }
  }
}
