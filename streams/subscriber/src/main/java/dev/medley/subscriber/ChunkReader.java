package dev.medley.subscriber;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.AdapterChunk;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Topic;
import dev.medley.schemas.checkpoints.Chunks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;

/** Fetches the chunks of one checkpoint at a time from `adapter-chunks`. */
final class ChunkReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Consumer<String, byte[]> consumer;
  private final AvroDeserializer<AdapterChunk> deserializer;
  private final String topic;
  private final Duration patience;

  /**
   * @param patience how long to wait at the partition's end: a transaction's checkpoint may show a
   *     moment before its chunks, as each partition gets its commit marker on its own
   */
  ChunkReader(Cluster cluster, Duration patience) {
    this.consumer = Consumers.create(cluster, "none");
    this.deserializer = new AvroDeserializer<>(cluster.registryClient(), AdapterChunk.class);
    this.topic = cluster.topic(Topic.ADAPTER_CHUNKS);
    this.patience = patience;
  }

  /**
   * Writes all chunks to the adapter, in their order.
   *
   * @throws RefusedException where a chunk is missing, too large or unreadable
   * @throws org.apache.kafka.common.errors.RetriableException where the broker or the registry does
   *     not answer
   * @throws IOException where the disk does not take them
   */
  void read(Checkpoint checkpoint, PartialAdapter adapter) throws RefusedException, IOException {
    TopicPartition partition = new TopicPartition(topic, checkpoint.getChunkPartition());
    if (!Consumers.partitions(consumer, topic).contains(partition)) {
      throw new RefusedException(
          Refusal.Reason.CHUNKS, "its chunks lie on %s, which is missing".formatted(partition));
    }
    consumer.assign(List.of(partition));
    consumer.seek(partition, checkpoint.getChunkOffset());
    try {
      readFrom(partition, checkpoint, adapter);
    } catch (OffsetOutOfRangeException e) {
      throw new RefusedException(
          Refusal.Reason.CHUNKS,
          "%s has no offset %d".formatted(partition, checkpoint.getChunkOffset()),
          e);
    } catch (SerializationException e) {
      throw new RefusedException(
          Refusal.Reason.CHUNKS, "a chunk is unreadable: " + e.getMessage(), e);
    } finally {
      consumer.unsubscribe();
    }
  }

  /** Ends a read that is going on; the one method that another thread may call. */
  void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }

  private void readFrom(TopicPartition partition, Checkpoint checkpoint, PartialAdapter adapter)
      throws RefusedException, IOException {
    String prefix = MemberName.key(checkpoint) + "/";
    long begun = System.nanoTime();
    long progressAt = begun;
    long position = checkpoint.getChunkOffset();
    int index = 0;
    while (index < checkpoint.getChunks()) {
      ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
      for (ConsumerRecord<String, byte[]> entry : records) {
        // Chunks of others may lie between.
        if (index < checkpoint.getChunks() && (prefix + index).equals(entry.key())) {
          adapter.write(data(entry));
          index++;
          progressAt = System.nanoTime();
        }
      }
      if (elapsed(begun).compareTo(LIMIT) > 0) {
        throw incomplete(index, checkpoint, "within " + LIMIT);
      }
      if (elapsed(progressAt).compareTo(patience) > 0) {
        // Only a broker that answers can say that there is no more.
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        if (consumer.position(partition) >= end) {
          throw incomplete(index, checkpoint, "up to the end of " + partition);
        }
        if (consumer.position(partition) == position) {
          throw new TimeoutException("%s does not go on from %d".formatted(partition, position));
        }
        position = consumer.position(partition);
        progressAt = System.nanoTime();
      }
    }
  }

  private ByteBuffer data(ConsumerRecord<String, byte[]> entry) throws RefusedException {
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

  private static RefusedException incomplete(int found, Checkpoint checkpoint, String where) {
    return new RefusedException(
        Refusal.Reason.CHUNKS,
        "only %d of its %d chunks were found %s".formatted(found, checkpoint.getChunks(), where));
  }

  private static Duration elapsed(long since) {
    return Duration.ofNanos(System.nanoTime() - since);
  }
}
