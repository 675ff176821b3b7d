package dev.medley.lm.jinja.tree;

/** What has a value. */
@FunctionalInterface
public interface Expression {
  Object value(Scope scope);

  /** A name. */
  record Name(String name) implements Expression {
    @Override
    public Object value(Scope scope) {
      scope.spend(1);
      return scope.get(name);
    }
  }

  /** A string, number, boolean or none. */
  record Constant(Object constant) implements Expression {
    @Override
    public Object value(Scope scope) {
      return constant;
    }
  }
}
