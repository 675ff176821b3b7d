package dev.medley.feedback.join;

import dev.medley.feedback.Event;

/** An edit that is to be labelled, with its generation; a Flink POJO. */
public class Matched {
  public Event edit;

  /** Null where the edit carries it. */
  public Event generation;

  public Matched() {}

  public Matched(Event edit, Event generation) {
    this.edit = edit;
    this.generation = generation;
  }

  /** The edit's user, else the generation's; empty where neither is known. */
  public String user() {
    return edit.user.isEmpty() && generation != null ? generation.user : edit.user;
  }

  /** What its labels are counted by: the user, or the generation where nobody is known. */
  public String countedBy() {
    String user = user();
    return user.isEmpty() ? "generation/" + edit.id : "user/" + user;
  }
}
