package dev.medley.feedback.join;

import dev.medley.feedback.Event;
import dev.medley.feedback.Known;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.streaming.api.TimerService;

/**
 * How long a generation's edits are quiet before the highest is labelled: by the watermark, or by
 * the clock where the stream is silent and the watermark stands still.
 */
record QuietTime(Duration length) implements Serializable {

  void start(Event edit, Known known, TimerService timers) {
    if (length.isZero() || edit.revision < known.labelled) {
      return;
    }
    long from = Math.max(edit.eventTime, timers.currentWatermark());
    known.settlesAt = Math.max(known.settlesAt, from + length.toMillis());
    timers.registerEventTimeTimer(known.settlesAt);
    startClock(known, timers);
  }

  private void startClock(Known known, TimerService timers) {
    known.settlesSince = timers.currentWatermark();
    known.settlesOnClock = timers.currentProcessingTime() + length.toMillis();
    timers.registerProcessingTimeTimer(known.settlesOnClock);
  }

  /** Whether the quiet time, which is over by the clock, ends; else it begins anew. */
  boolean endsOnClock(Known known, TimerService timers) {
    // It also differs after a restart, when the log has yet to say what it holds.
    boolean isSilent = timers.currentWatermark() == known.settlesSince;
    if (!isSilent) {
      startClock(known, timers);
    }
    return isSilent;
  }
}
