package dev.medley.feedback;

/**
 * A record that could not be used, as it came, and why; a Flink POJO. The message never quotes the
 * record.
 */
public class DeadLetter {
  public String topic;
  public int partition;
  public long offset;
  public byte[] key;
  public byte[] value;
  public Reason reason;
  public String message;

  public DeadLetter() {}

  DeadLetter(
      String topic,
      int partition,
      long offset,
      byte[] key,
      byte[] value,
      Reason reason,
      String message) {
    this.topic = topic;
    this.partition = partition;
    this.offset = offset;
    this.key = key;
    this.value = value;
    this.reason = reason;
    this.message = message;
  }
}
