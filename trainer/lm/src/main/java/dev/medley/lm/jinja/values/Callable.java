package dev.medley.lm.jinja.values;

/** What a template can call. */
@FunctionalInterface
public interface Callable {
  Object call(Arguments arguments);
}
