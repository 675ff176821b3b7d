package dev.medley.lm.jinja.values;

import dev.medley.lm.jinja.limits.RenderException;

/**
 * What Jinja has for a name that isn't there: it prints as nothing and is false, but has nothing.
 *
 * @param what the template's words for it
 */
public record Undefined(String what) {
  /** Any two are equal, as in Jinja. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Undefined;
  }

  @Override
  public int hashCode() {
    return 0;
  }

  public RenderException used() {
    return RenderException.of("%s is undefined", what);
  }
}
