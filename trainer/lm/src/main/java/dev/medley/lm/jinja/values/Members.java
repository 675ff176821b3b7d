package dev.medley.lm.jinja.values;

/** A value with attributes of its own, such as a loop. */
@FunctionalInterface
public interface Members {
  /** The attribute, or an {@link Undefined}. */
  Object member(String name);
}
