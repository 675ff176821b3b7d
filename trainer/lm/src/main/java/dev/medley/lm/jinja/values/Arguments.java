package dev.medley.lm.jinja.values;

import dev.medley.lm.jinja.limits.RenderException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A call's arguments, by place and by name. */
public record Arguments(List<Object> positional, Map<String, Object> named) {
  public static final Arguments NONE = new Arguments(List.of(), Map.of());

  /** A parameter that was not given; {@code null} is Python's None. */
  public static final Object MISSING = new Object();

  public static Arguments of(Object... positional) {
    return new Arguments(java.util.Arrays.asList(positional), Map.of());
  }

  /** Without the first {@code count} by place. */
  public Arguments from(int count) {
    return new Arguments(
        positional.subList(Math.min(count, positional.size()), positional.size()), named);
  }

  /**
   * The values of parameters in their order.
   *
   * @param required how many must be given
   * @throws RenderException where one is missing, unknown or given twice
   */
  public Object[] bind(String function, int required, String... parameters) {
    Object[] values = new Object[parameters.length];
    if (positional.size() > parameters.length) {
      throw RenderException.of(
          "%s takes %d arguments, not %d", function, parameters.length, positional.size());
    }
    Map<String, Object> rest = new LinkedHashMap<>(named);
    for (int i = 0; i < parameters.length; i++) {
      boolean byName = rest.containsKey(parameters[i]);
      if (byName && i < positional.size()) {
        throw RenderException.of("%s has two values for '%s'", function, parameters[i]);
      }
      values[i] =
          i < positional.size() ? positional.get(i) : byName ? rest.remove(parameters[i]) : MISSING;
      if (values[i] == MISSING && i < required) {
        throw RenderException.of("%s lacks its argument '%s'", function, parameters[i]);
      }
    }
    if (!rest.isEmpty()) {
      throw RenderException.of(
          "%s has no argument '%s'", function, rest.keySet().iterator().next());
    }
    return values;
  }

  public static Object or(Object value, Object otherwise) {
    return value == MISSING ? otherwise : value;
  }
}
