package dev.medley.feedback;

import dev.medley.feedback.deadletters.LargeRecords;

/**
 * A record that could not be used, as it came, and why; a Flink POJO. The message never quotes the
 * record.
 */
public class DeadLetter {
  /** A generation id is far shorter. */
  private static final int MAX_KEY_BYTES = 1024;

  public String topic;
  public int partition;
  public long offset;
  public byte[] key;
  public byte[] value;
  public Reason reason;
  public String message;

  /** Bytes of a record too large to be carried, which is only at its place; else 0. */
  public long leftOut;

  public DeadLetter() {}

  public DeadLetter(
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
    if (LargeRecords.bytes(key, value) > LargeRecords.MAX_BYTES) {
      leaveOut();
    }
  }

  private void leaveOut() {
    leftOut = LargeRecords.bytes(key, value);
    key = key == null || key.length > MAX_KEY_BYTES ? null : key;
    value = null;
  }

  /** The letter without the record's bytes. */
  public DeadLetter withoutBytes() {
    DeadLetter place = new DeadLetter(topic, partition, offset, key, value, reason, message);
    place.leaveOut();
    return place;
  }
}
