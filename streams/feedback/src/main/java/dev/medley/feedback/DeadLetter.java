package dev.medley.feedback;

/** An event that could not be used, and why; a Flink POJO. The reason never quotes the event. */
public class DeadLetter {
  public RawEvent event;
  public String stage;
  public String exception;
  public String reason;

  public DeadLetter() {}

  DeadLetter(RawEvent event, String stage, String exception, String reason) {
    this.event = event;
    this.stage = stage;
    this.exception = exception;
    this.reason = reason;
  }
}
