package dev.medley.feedback.join;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * What the join made no label of.
 *
 * @param duplicates second deliveries of an event
 * @param superseded revisions that a higher one came after before they were labelled
 * @param expired generations that nobody edited
 * @param capped edits beyond what one generation may bring
 */
record JoinCounters(Counter duplicates, Counter superseded, Counter expired, Counter capped) {

  static JoinCounters in(MetricGroup metrics) {
    return new JoinCounters(
        metrics.counter("duplicates"),
        metrics.counter("superseded"),
        metrics.counter("expired"),
        metrics.counter("cappedRevisions"));
  }
}
