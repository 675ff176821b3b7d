package dev.medley.feedback.deadletters;

import dev.medley.feedback.DeadLetter;
import dev.medley.schemas.Topic;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;

/**
 * Records that came compressed and are larger than what brokers take: they are passed on compressed
 * too, as far as that goes.
 */
public final class LargeRecords {
  /**
   * One record of the largest size. All that waits may go in one request, and brokers close
   * connections that bring 100 MiB at once (socket.request.max.bytes), so there must be no more.
   */
  private static final int BUFFER_BYTES = DeadLetter.MAX_BYTES + (16 << 20);

  private static final int ZSTD_LEVEL = 3;

  private LargeRecords() {}

  /** Lets a producer send them; memory is taken as it is needed, not before. */
  public static void allow(Map<? super String, Object> producer) {
    producer.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    producer.put(ProducerConfig.COMPRESSION_ZSTD_LEVEL_CONFIG, String.valueOf(ZSTD_LEVEL));
    // Kafka's producer holds the uncompressed size against both.
    producer.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(BUFFER_BYTES));
    producer.put(ProducerConfig.BUFFER_MEMORY_CONFIG, String.valueOf(BUFFER_BYTES));
  }

  /** Whether a record, compressed, is within what a topic takes. */
  static boolean fits(ProducerRecord<byte[], byte[]> record, Topic topic) {
    long bytes = DeadLetter.bytes(record.key(), record.value());
    if (bytes <= topic.maxMessageBytes() / 2) {
      return true;
    }
    if (bytes > DeadLetter.MAX_BYTES) {
      return false;
    }
    // The batch as the producer makes it: only that tells.
    SimpleRecord single =
        new SimpleRecord(0, record.key(), record.value(), record.headers().toArray());
    Compression zstd = Compression.zstd().level(ZSTD_LEVEL).build();
    return MemoryRecords.withRecords(zstd, single).sizeInBytes() <= topic.maxMessageBytes();
  }
}
