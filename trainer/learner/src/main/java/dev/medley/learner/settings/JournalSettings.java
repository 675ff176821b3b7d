package dev.medley.learner.settings;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What a clock may decide, and what becomes of what can't be read or done again.
 *
 * @param linger longest time that fewer labels than a micro-batch wait here
 * @param microBatchMax labels in a micro-batch where as many wait
 * @param liveWithin how old a label may be that does not wait behind older ones; zero where all are
 *     read in their order
 * @param acceptMismatch whether a redo that gives other bytes than were published goes on
 * @param refuseLost whether a member stops where labels were removed before it read them
 */
public record JournalSettings(
    Duration linger,
    int microBatchMax,
    Duration liveWithin,
    boolean acceptMismatch,
    boolean refuseLost) {
  public JournalSettings {
    requireNonNull(linger, "linger is null");
    requireNonNull(liveWithin, "liveWithin is null");
    if (linger.isNegative() || microBatchMax < 1) {
      throw new IllegalArgumentException(
          "linger %s, largest micro-batch %d: need at least 0 and 1"
              .formatted(linger, microBatchMax));
    }
  }
}
