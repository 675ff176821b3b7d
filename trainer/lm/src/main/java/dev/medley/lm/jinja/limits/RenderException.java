package dev.medley.lm.jinja.limits;

/**
 * A template that can't render these values. Its message quotes the template or says what is wrong,
 * and quotes no value; unless the template itself raised it, in its own words.
 */
public final class RenderException extends RuntimeException {
  private final boolean raised;

  private RenderException(String message, boolean raised) {
    super(message);
    this.raised = raised;
  }

  @SuppressWarnings("AnnotateFormatMethod")
  public static RenderException of(String message, Object... arguments) {
    return new RenderException(message.formatted(arguments), false);
  }

  /** What {@code raise_exception} says, without what a user wrote. */
  public static RenderException raised(String message) {
    return new RenderException(message, true);
  }

  /** Whether the template said it. */
  public boolean isRaised() {
    return raised;
  }
}
