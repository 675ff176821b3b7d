package dev.medley.feedback;

import dev.medley.schemas.Edit;

/** An edit, and the record it came in, should it end as a dead letter; a Flink POJO. */
public class EditEvent {
  public Edit edit;
  public RawEvent raw;

  public EditEvent() {}

  EditEvent(Edit edit, RawEvent raw) {
    this.edit = edit;
    this.raw = raw;
  }
}
