package dev.medley.lm.jinja.tree;

import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.values.Members;
import dev.medley.lm.jinja.values.Undefined;
import java.util.HashMap;
import java.util.Map;

/** Jinja's {@code namespace()}: what loops may change from within. */
final class Namespace implements Members {
  private final Map<String, Object> attributes = new HashMap<>();

  public void set(String name, Object value) {
    if (name.startsWith("_")) {
      throw RenderException.of("a namespace can't hold the attribute '%s'", name);
    }
    attributes.put(name, value);
  }

  @Override
  public Object member(String name) {
    return attributes.containsKey(name)
        ? attributes.get(name)
        : new Undefined("'%s'".formatted(name));
  }
}
