package dev.medley.feedback.settings;

import dev.medley.kafka.Cluster;
import java.io.Serializable;
import java.time.Duration;

/**
 * What the job's operators need to know, wherever Flink sends them.
 *
 * @param cluster where events are read and labels written
 * @param window how far, in the events' own time, an edit and its generation may lie apart, and how
 *     late either may reach Kafka
 * @param settle how long a generation's edits must be quiet until the highest revision is labelled;
 *     zero labels at once
 * @param limits what one event, one generation and one user may bring
 * @param tokens what edits are counted in
 * @param transactionTimeout how long the job may be down after a crash before the broker drops what
 *     was written but not yet committed
 */
public record FeedbackSettings(
    Cluster cluster,
    Duration window,
    Duration settle,
    Limits limits,
    Tokens tokens,
    Duration transactionTimeout)
    implements Serializable {
  public FeedbackSettings {
    if (window.isNegative() || window.isZero() || settle.isNegative()) {
      throw new IllegalArgumentException(
          "window %s, settle %s: need above 0, and at least 0".formatted(window, settle));
    }
  }

  /** A broker's default transaction.max.timeout.ms. */
  public static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(15);

  public FeedbackSettings(
      Cluster cluster, Duration window, Duration settle, Limits limits, Tokens tokens) {
    this(cluster, window, settle, limits, tokens, TRANSACTION_TIMEOUT);
  }
}
