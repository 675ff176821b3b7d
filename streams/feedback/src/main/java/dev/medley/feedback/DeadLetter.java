package dev.medley.feedback;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/**
 * A record that could not be used, as it came, and why; a Flink POJO. The message never quotes the
 * record.
 */
public class DeadLetter {
  /** Where they leave the operators. */
  public static final OutputTag<DeadLetter> OUTPUT =
      new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));

  /** Bytes of the largest key and value together that are passed on, uncompressed: 64 MiB. */
  public static final int MAX_BYTES = 64 << 20;

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
    if (bytes(key, value) > MAX_BYTES) {
      leaveOut();
    }
  }

  /** Bytes of a record's key and value together. */
  public static long bytes(byte[] key, byte[] value) {
    return (key == null ? 0L : key.length) + (value == null ? 0L : value.length);
  }

  private void leaveOut() {
    leftOut = bytes(key, value);
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
