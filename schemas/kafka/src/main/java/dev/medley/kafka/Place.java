package dev.medley.kafka;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Where a record lies.
 *
 * @param at when it was written, as its writer says
 * @param schema the id of the schema that it was written in; 0 where it says none
 */
public record Place(String topic, int partition, long offset, Instant at, int schema) {
  static Place of(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    return new Place(
        record.topic(),
        record.partition(),
        record.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        value == null || value.length < 5 ? 0 : ByteBuffer.wrap(value, 1, 4).getInt());
  }

  /**
   * Whether a record here comes after another of its key. Partitions have no order between them, so
   * there the time decides; where that is equal, too, the partition that was added later.
   */
  boolean isAfter(Place other) {
    if (partition == other.partition) {
      return offset > other.offset;
    }
    return at.equals(other.at) ? partition > other.partition : at.isAfter(other.at);
  }

  /** Topic-partition@offset. */
  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
