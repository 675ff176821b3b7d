package dev.medley.feedback;

/** A Kafka record as it came; a Flink POJO, whose fields Flink serializes. */
public class RawEvent {
  public String topic;
  public int partition;
  public long offset;
  public byte[] key;
  public byte[] value;

  public RawEvent() {}

  RawEvent(String topic, int partition, long offset, byte[] key, byte[] value) {
    this.topic = topic;
    this.partition = partition;
    this.offset = offset;
    this.key = key;
    this.value = value;
  }
}
