package dev.medley.lm.jinja.tree;

import dev.medley.lm.jinja.limits.Work;
import dev.medley.lm.jinja.values.Attributes;
import dev.medley.lm.jinja.values.Tuple;
import dev.medley.lm.jinja.values.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists, tuples and dictionaries as they are written, and what is taken out of a value. */
public final class Literals {
  private Literals() {}

  /** {@code [a, b]}. */
  public record ListLiteral(List<Expression> items) implements Expression {
    @Override
    public Object value(Scope scope) {
      Work.list(items.size());
      List<Object> values = new ArrayList<>(items.size());
      items.forEach(item -> values.add(item.value(scope)));
      return values;
    }
  }

  /** {@code (a, b)}. */
  public record TupleLiteral(List<Expression> items) implements Expression {
    @Override
    public Object value(Scope scope) {
      Work.list(items.size());
      List<Object> values = new ArrayList<>(items.size());
      items.forEach(item -> values.add(item.value(scope)));
      return Tuple.of(values);
    }
  }

  /** {@code {key: value}}. */
  public record MapLiteral(List<Expression> keys, List<Expression> values) implements Expression {
    @Override
    public Object value(Scope scope) {
      Work.list(4L + 2L * keys.size());
      Map<Object, Object> map = new LinkedHashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        map.put(Values.newKey(keys.get(i).value(scope)), values.get(i).value(scope));
      }
      return map;
    }
  }

  /** {@code value.name}. */
  public record Attribute(Expression value, String name) implements Expression {
    @Override
    public Object value(Scope scope) {
      scope.spend(1);
      return Attributes.attribute(value.value(scope), name);
    }
  }

  /** {@code value[key]}. */
  public record Item(Expression value, Expression key) implements Expression {
    @Override
    public Object value(Scope scope) {
      scope.spend(1);
      return Attributes.item(value.value(scope), key.value(scope));
    }
  }

  /**
   * {@code value[from:to:step]}.
   *
   * @param from null where it is left out; the same with the others
   */
  public record Slice(Expression value, Expression from, Expression to, Expression step)
      implements Expression {
    @Override
    public Object value(Scope scope) {
      Object whole = value.value(scope);
      scope.spend(1);
      return Attributes.slice(whole, of(from, scope), of(to, scope), of(step, scope));
    }

    private static Object of(Expression expression, Scope scope) {
      return expression == null ? null : expression.value(scope);
    }
  }
}
