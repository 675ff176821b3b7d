package dev.medley.lm.jinja.values;

import java.util.List;

/**
 * Python's tuple.
 *
 * @param names attributes that name its items; empty where there are none
 */
public record Tuple(List<Object> items, List<String> names) {
  public static Tuple of(Object... items) {
    return new Tuple(java.util.Arrays.asList(items), List.of());
  }

  public static Tuple of(List<Object> items) {
    return new Tuple(items, List.of());
  }
}
