package dev.medley.lm.jinja.tree;

import dev.medley.lm.jinja.values.RenderException;
import dev.medley.lm.jinja.values.Undefined;
import java.util.HashMap;
import java.util.Map;

/** The names that hold at one place of a rendering. What is set in a scope ends with it. */
public final class Scope {
  private static final int MOST_STEPS = 20_000_000;
  private static final int DEEPEST = 200;

  /** What all scopes of a rendering share: how much of its allowance is used. */
  private static final class Work {
    private long steps;
    private int depth;
  }

  private final Scope parent;
  private final Map<String, Object> names;
  private final Work work;

  private Scope(Scope parent, Map<String, Object> names, Work work) {
    this.parent = parent;
    this.names = names;
    this.work = work;
  }

  public static Scope root(Map<String, Object> names) {
    return new Scope(null, new HashMap<>(names), new Work());
  }

  Scope inner() {
    return new Scope(this, new HashMap<>(4), work);
  }

  void set(String name, Object value) {
    names.put(name, value);
  }

  Object get(String name) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      Object value = scope.names.get(name);
      if (value != null || scope.names.containsKey(name)) {
        return value;
      }
    }
    Object global = Globals.get(name);
    return global == null ? new Undefined("'%s'".formatted(name)) : global;
  }

  /** Counts what a rendering does, so that it ends. */
  void spend(long steps) {
    work.steps += steps;
    if (work.steps > MOST_STEPS) {
      throw RenderException.of("the template does more than %d steps", MOST_STEPS);
    }
  }

  void enter() {
    if (++work.depth > DEEPEST) {
      throw RenderException.of("macros or loops are within each other more than %d times", DEEPEST);
    }
  }

  void leave() {
    work.depth--;
  }
}
