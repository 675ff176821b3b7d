package dev.medley.feedback;

/** How many edits of a user were labelled in the newest hour that had any; a Flink POJO. */
public class UserHour {
  /** Hours since the epoch, in event time. */
  public long hour;

  public int labels;

  public UserHour() {}
}
