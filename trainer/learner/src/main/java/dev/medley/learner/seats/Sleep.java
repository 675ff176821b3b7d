package dev.medley.learner.seats;

import dev.medley.learner.feed.TaskLabels;
import dev.medley.schemas.Control;
import java.time.Duration;
import java.util.Optional;

/** A member's sleep, which ends where a label comes, operators ask for something, or it is long. */
final class Sleep {
  /** A sleeper's offsets follow those of others long before retention removes them. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private final TaskLabels own;
  private final long arrived;
  private final Optional<Control> under;
  private final long since = System.nanoTime();

  Sleep(TaskLabels own, Optional<Control> under) {
    this.own = own;
    this.arrived = own.arrived();
    this.under = under;
  }

  /**
   * Whether it is to wake.
   *
   * @param now what operators ask of its task
   */
  boolean isOver(Optional<Control> now) {
    boolean isLong = System.nanoTime() - since > LONGEST.toNanos();
    return isLong || own.arrived() > arrived || !now.equals(under);
  }
}
