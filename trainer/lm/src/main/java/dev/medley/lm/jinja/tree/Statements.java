package dev.medley.lm.jinja.tree;

import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.values.Shown;
import dev.medley.lm.jinja.values.Text;
import dev.medley.lm.jinja.values.Values;
import java.util.List;

/** Statements but for loops and macros. */
public final class Statements {
  private Statements() {}

  /** Text between tags. */
  public record Data(Text text) implements Statement {
    @Override
    public Then run(Scope scope, Text.Builder out) {
      out.add(text);
      return Then.NEXT;
    }
  }

  /** {@code {{ value }}}. */
  public record Output(Expression value) implements Statement {
    @Override
    public Then run(Scope scope, Text.Builder out) {
      out.add(Shown.str(value.value(scope)));
      return Then.NEXT;
    }
  }

  /** {@code break} and {@code continue}. */
  public record Jump(Then then) implements Statement {
    @Override
    public Then run(Scope scope, Text.Builder out) {
      return then;
    }
  }

  /** {@code if}, with each {@code elif} as the statement of its else. */
  public record If(Expression test, Statement.Body yes, Statement.Body no) implements Statement {
    @Override
    public Then run(Scope scope, Text.Builder out) {
      return (Values.isTrue(test.value(scope)) ? yes : no).run(scope, out);
    }
  }

  /** {@code set target = value}. */
  public record Set(Target target, Expression value) implements Statement {
    @Override
    public Then run(Scope scope, Text.Builder out) {
      target.assign(value.value(scope), scope, scope);
      return Then.NEXT;
    }
  }

  /** {@code set name}, to what the body writes, through filters. */
  public record SetBlock(Target target, List<Call.Filter> filters, Statement.Body body)
      implements Statement {
    @Override
    public Then run(Scope scope, Text.Builder out) {
      target.assign(filtered(filters, body, scope), scope, scope);
      return Then.NEXT;
    }
  }

  /** {@code filter name}: what the body writes, through filters. */
  public record FilterBlock(List<Call.Filter> filters, Statement.Body body) implements Statement {
    @Override
    public Then run(Scope scope, Text.Builder out) {
      out.add(Shown.str(filtered(filters, body, scope)));
      return Then.NEXT;
    }
  }

  private static Object filtered(List<Call.Filter> filters, Statement.Body body, Scope scope) {
    Object value = body.text(scope.inner());
    for (Call.Filter filter : filters) {
      value = filter.applied(value, scope);
    }
    return value;
  }

  /**
   * {@code with target = value}: names for its body alone; also a body without names of its own.
   */
  public record With(List<Target> targets, List<Expression> values, Statement.Body body)
      implements Statement {
    @Override
    public Then run(Scope scope, Text.Builder out) {
      Scope inner = scope.inner();
      for (int i = 0; i < targets.size(); i++) {
        targets.get(i).assign(values.get(i).value(scope), inner, scope);
      }
      return body.run(inner, out);
    }
  }

  /** What a value is given to. */
  public sealed interface Target {
    /** Names are set in a scope; a namespace is looked up in another. */
    void assign(Object value, Scope scope, Scope outer);

    /** A name. */
    record Name(String name) implements Target {
      @Override
      public void assign(Object value, Scope scope, Scope outer) {
        scope.set(name, value);
      }
    }

    /** {@code namespace.attribute}. */
    record Attribute(String namespace, String name) implements Target {
      @Override
      public void assign(Object value, Scope scope, Scope outer) {
        if (!(outer.get(namespace) instanceof Namespace target)) {
          throw RenderException.of("'%s' is no namespace", namespace);
        }
        target.set(name, value);
      }
    }

    /** {@code a, b}: the value's items. */
    record Several(List<Target> targets) implements Target {
      @Override
      public void assign(Object value, Scope scope, Scope outer) {
        List<Object> items = Values.items(value);
        if (items.size() != targets.size()) {
          throw RenderException.of(
              "%d values can't be given to %d names", items.size(), targets.size());
        }
        for (int i = 0; i < items.size(); i++) {
          targets.get(i).assign(items.get(i), scope, outer);
        }
      }
    }
  }
}
