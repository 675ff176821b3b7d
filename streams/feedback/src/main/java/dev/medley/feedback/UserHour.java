package dev.medley.feedback;

import java.time.Duration;

/** How many edits of a user were labelled in the newest hour that had any; a Flink POJO. */
public class UserHour {
  private static final long MILLIS = Duration.ofHours(1).toMillis();

  /** Hours since the epoch, in event time. */
  public long hour;

  public int labels;

  public UserHour() {}

  /** The hour that a time counts in: never one before the known, so that none opens twice. */
  public static UserHour at(long time, UserHour known) {
    long hour = Math.floorDiv(time, MILLIS);
    if (known != null && known.hour >= hour) {
      return known;
    }
    UserHour next = new UserHour();
    next.hour = hour;
    return next;
  }

  /** When the hour is over. */
  public long endsAt() {
    return (hour + 1) * MILLIS;
  }
}
