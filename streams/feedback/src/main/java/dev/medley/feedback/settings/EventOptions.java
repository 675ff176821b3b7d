package dev.medley.feedback.settings;

import java.time.Duration;
import picocli.CommandLine.Option;

/**
 * What tells whether an event can be used; the job and a replay must agree on it. A picocli mixin.
 */
public final class EventOptions {
  @Option(
      names = "--window",
      defaultValue = "${MEDLEY_FEEDBACK_WINDOW:-24}",
      description =
          "Hours that an edit and its generation may lie apart, and that either may be late."
              + " Default: ${DEFAULT-VALUE}.")
  private double windowHours;

  @Option(
      names = "--max-text-bytes",
      defaultValue = "${MEDLEY_FEEDBACK_MAX_TEXT_BYTES:-1048576}",
      description = "UTF-8 bytes of the longest text that is taken. Default: ${DEFAULT-VALUE}.")
  private int maxTextBytes;

  @Option(
      names = "--tokens",
      defaultValue = "${MEDLEY_FEEDBACK_TOKENS:-words}",
      description =
          "What edits are counted in: words, treebank, or the path of a tokenizer.json."
              + " Default: ${DEFAULT-VALUE}.")
  private String tokens;

  public Duration window() {
    return FeedbackOptions.duration(windowHours, Duration.ofHours(1));
  }

  public int maxTextBytes() {
    return maxTextBytes;
  }

  public Tokens tokens() {
    return new Tokens(tokens);
  }
}
