package dev.medley.lm.jinja.tree;

import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.limits.Work;
import dev.medley.lm.jinja.values.Undefined;
import java.util.HashMap;
import java.util.Map;

/** The names that hold at one place of a rendering. What is set in a scope ends with it. */
public final class Scope {
  private static final int DEEPEST = 200;

  /** What all scopes of a rendering share: how far it is within itself. */
  private static final class Depth {
    private int now;
  }

  private final Scope parent;
  private final Map<String, Object> names;
  private final Depth depth;

  private Scope(Scope parent, Map<String, Object> names, Depth depth) {
    this.parent = parent;
    this.names = names;
    this.depth = depth;
  }

  public static Scope root(Map<String, Object> names) {
    return new Scope(null, new HashMap<>(names), new Depth());
  }

  Scope inner() {
    return new Scope(this, new HashMap<>(4), depth);
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
    Work.spend(steps);
  }

  void enter() {
    if (++depth.now > DEEPEST) {
      throw RenderException.of("macros or loops are within each other more than %d times", DEEPEST);
    }
  }

  void leave() {
    depth.now--;
  }
}
