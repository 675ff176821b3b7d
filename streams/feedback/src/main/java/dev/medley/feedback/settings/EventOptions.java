package dev.medley.feedback.settings;

import dev.medley.kafka.options.Span;
import dev.medley.kafka.options.Wanted;
import dev.medley.kafka.options.Whole;
import dev.medley.schemas.Topic;
import java.time.Duration;
import picocli.CommandLine.Option;

/**
 * What tells whether an event can be used; the job and a replay must agree on it. A picocli mixin.
 */
public final class EventOptions {
  @Option(
      names = "--window",
      converter = Span.Hours.class,
      defaultValue = "${MEDLEY_FEEDBACK_WINDOW:-24}",
      description =
          "Hours that an edit and its generation may lie apart, and that either may be late."
              + " Default: ${DEFAULT-VALUE}.")
  private Duration window;

  @Option(
      names = "--max-text-bytes",
      converter = TextBytes.class,
      defaultValue = "${MEDLEY_FEEDBACK_MAX_TEXT_BYTES:-1048576}",
      description = "UTF-8 bytes of the longest text that is taken. Default: ${DEFAULT-VALUE}.")
  private int maxTextBytes;

  @Option(
      names = "--tokens",
      converter = TokensName.class,
      defaultValue = "${MEDLEY_FEEDBACK_TOKENS:-words}",
      description =
          "What edits are counted in whose costUnit is absent: words, treebank, or the path of a"
              + " tokenizer.json, in which those of costUnit TOKENS are counted too."
              + " Default: ${DEFAULT-VALUE}.")
  private Tokens tokens;

  /** No text is longer than a label may be. */
  static final class TextBytes extends Whole {
    TextBytes() {
      super(1, Topic.COST.maxMessageBytes());
    }
  }

  /** What edits are counted in, by name. */
  static final class TokensName extends Wanted<Tokens> {
    TokensName() {
      super("words, treebank or the path of a tokenizer.json");
    }

    @Override
    protected Tokens read(String text) {
      return new Tokens(text);
    }
  }

  public Duration window() {
    return window;
  }

  public int maxTextBytes() {
    return maxTextBytes;
  }

  public Tokens tokens() {
    return tokens;
  }
}
