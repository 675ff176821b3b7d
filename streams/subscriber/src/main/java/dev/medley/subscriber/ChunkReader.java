package dev.medley.subscriber;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.TopicReader;
import dev.medley.schemas.AdapterChunk;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Topic;
import dev.medley.schemas.checkpoints.Chunks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;

/** Fetches the chunks of one checkpoint at a time from `adapter-chunks`. */
final class ChunkReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(250);

  private final TopicReader reader;
  private final AvroDeserializer<AdapterChunk> deserializer;
  private final String topic;
  private final Duration patience;

  /**
   * @param patience how long a partition may be unknown to the broker, and how long it may give
   *     nothing before the rest of the work goes on
   */
  ChunkReader(Cluster cluster, Duration patience) {
    this.topic = cluster.topic(Topic.ADAPTER_CHUNKS);
    this.reader = TopicReader.seeking(cluster, topic);
    this.deserializer = new AvroDeserializer<>(cluster.registryClient(), AdapterChunk.class);
    this.patience = patience;
  }

  /**
   * Writes all chunks to the adapter, in their order.
   *
   * @throws RefusedException where a chunk is missing, too large or unreadable
   * @throws org.apache.kafka.common.errors.RetriableException where the broker or the registry does
   *     not answer, or another's open transaction hides the chunks still
   * @throws IOException where the disk does not take them
   */
  void read(Checkpoint checkpoint, PartialAdapter adapter) throws RefusedException, IOException {
    seek(checkpoint);
    try {
      readOn(checkpoint, adapter);
    } catch (OffsetOutOfRangeException e) {
      throw new RefusedException(
          Refusal.Reason.CHUNKS,
          "%s-%d has no offset %d"
              .formatted(topic, checkpoint.getChunkPartition(), checkpoint.getChunkOffset()),
          e);
    } catch (SerializationException e) {
      throw new RefusedException(
          Refusal.Reason.CHUNKS, "a chunk is unreadable: " + e.getMessage(), e);
    }
  }

  /** Ends a read that is going on; the one method that another thread may call. */
  void wakeup() {
    reader.wakeup();
  }

  @Override
  public void close() {
    reader.close();
  }

  private void seek(Checkpoint checkpoint) throws RefusedException {
    int partition = checkpoint.getChunkPartition();
    try {
      reader.seek(partition, checkpoint.getChunkOffset(), patience);
    } catch (TimeoutException e) {
      // Only a broker that answers can say that there is none, also where it was just added.
      if (reader.exists(partition)) {
        throw e;
      }
      throw new RefusedException(
          Refusal.Reason.CHUNKS,
          "its chunks lie on %s-%d, which is missing".formatted(topic, partition));
    }
  }

  private void readOn(Checkpoint checkpoint, PartialAdapter adapter)
      throws RefusedException, IOException {
    String prefix = MemberName.key(checkpoint) + "/";
    long progressAt = System.nanoTime();
    int index = 0;
    while (index < checkpoint.getChunks()) {
      // The end is that of uncommitted records, so whatever the checkpoint names lies before it.
      if (reader.caughtUp()) {
        throw new RefusedException(
            Refusal.Reason.CHUNKS,
            "only %d of its %d chunks were found up to the end of %s-%d"
                .formatted(index, checkpoint.getChunks(), topic, checkpoint.getChunkPartition()));
      }
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      reader.poll(POLL, records::add);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        // Chunks of others may lie between.
        if (index < checkpoint.getChunks() && isKey(record.key(), prefix + index)) {
          adapter.write(data(record));
          index++;
        }
      }
      if (!records.isEmpty()) {
        progressAt = System.nanoTime();
      } else if (System.nanoTime() - progressAt > patience.toNanos()) {
        throw new TimeoutException(
            "%s-%d gives no more now: %d of %d chunks were found"
                .formatted(topic, checkpoint.getChunkPartition(), index, checkpoint.getChunks()));
      }
    }
  }

  private static boolean isKey(byte[] key, String wanted) {
    return key != null && wanted.equals(new String(key, UTF_8));
  }

  private ByteBuffer data(ConsumerRecord<byte[], byte[]> entry) throws RefusedException {
    AdapterChunk chunk = deserializer.deserialize(topic, entry.value());
    int bytes = chunk == null ? 0 : chunk.getData().remaining();
    if (bytes < 1 || bytes > Chunks.MAX_BYTES) {
      throw new RefusedException(
          Refusal.Reason.CHUNKS,
          "the chunk at offset %d has %d bytes: need 1 to %d"
              .formatted(entry.offset(), bytes, Chunks.MAX_BYTES));
    }
    return chunk.getData();
  }
}
