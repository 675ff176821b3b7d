package dev.medley.learner;

import dev.medley.learner.settings.RoundSettings;
import dev.medley.learner.telemetry.Progress;
import java.time.Duration;

/** What was read since the newest commit; a new one follows at each. */
final class OpenRound {
  private final long began = System.nanoTime();
  private final long consumedBefore;
  private int labels;

  /**
   * Begins now.
   *
   * @param consumed records that were taken before
   */
  OpenRound(long consumed) {
    this.consumedBefore = consumed;
  }

  void take(int more) {
    labels += more;
  }

  int labels() {
    return labels;
  }

  boolean isEmpty() {
    return labels == 0;
  }

  /** Whether it has labels, and enough of them or for long enough. */
  boolean over(RoundSettings rounds) {
    return !isEmpty()
        && (labels >= rounds.roundLabels() || age().compareTo(rounds.roundInterval()) >= 0);
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /**
   * How fast it went.
   *
   * @param consumed records that were taken up to now
   * @param lag records that wait
   */
  Progress progress(long consumed, long lag) {
    return Progress.of(age(), labels, consumed - consumedBefore, lag);
  }
}
