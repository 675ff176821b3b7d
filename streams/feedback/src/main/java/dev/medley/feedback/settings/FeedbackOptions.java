package dev.medley.feedback.settings;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.options.Span;
import dev.medley.kafka.options.Whole;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the job labels, and how long it waits; a picocli mixin. */
public final class FeedbackOptions {
  @Mixin private EventOptions events;

  @Option(
      names = "--settle",
      converter = Span.SecondsFromZero.class,
      defaultValue = "${MEDLEY_FEEDBACK_SETTLE:-0}",
      description =
          "Seconds without a further revision until the highest is labelled; 0 labels at once."
              + " Default: ${DEFAULT-VALUE}.")
  private Duration settle;

  @Option(
      names = "--max-revisions",
      converter = Whole.FromOne.class,
      defaultValue = "${MEDLEY_FEEDBACK_MAX_REVISIONS:-20}",
      description =
          "Different revisions of one generation that are taken; further ones are counted and left"
              + " out. Default: ${DEFAULT-VALUE}.")
  private int maxRevisions;

  @Option(
      names = "--max-user-labels",
      converter = Whole.FromOne.class,
      defaultValue = "${MEDLEY_FEEDBACK_MAX_USER_LABELS:-1000}",
      description =
          "Edits of one user that are labelled in an hour; further ones are counted and left out."
              + " Default: ${DEFAULT-VALUE}.")
  private int maxUserLabels;

  @Option(
      names = "--transaction-timeout",
      converter = Span.Minutes.class,
      defaultValue = "${MEDLEY_FEEDBACK_TRANSACTION_TIMEOUT:-15}",
      description =
          "Minutes that the job may be down after a crash before the broker drops labels that were"
              + " written but not committed; at most the broker's transaction.max.timeout.ms."
              + " Default: ${DEFAULT-VALUE}.")
  private Duration transactionTimeout;

  public FeedbackSettings settings(Cluster cluster) {
    return new FeedbackSettings(
        cluster,
        events.window(),
        settle,
        new Limits(events.maxTextBytes(), maxRevisions, maxUserLabels),
        events.tokens(),
        transactionTimeout);
  }
}
