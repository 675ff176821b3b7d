package dev.medley.learner.gate;

import static java.util.Objects.requireNonNull;

/**
 * What a version answers to a context, to its end.
 *
 * @param cut whether it had to be ended: by its length, or as it repeated itself
 */
public record Response(String text, boolean cut) {
  public Response {
    requireNonNull(text, "text is null");
  }
}
