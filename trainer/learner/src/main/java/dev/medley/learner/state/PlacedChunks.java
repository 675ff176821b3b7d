package dev.medley.learner.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.TopicReader;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.RegistryUnavailableException;
import dev.medley.schemas.Topic;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Chunks that lie one after another on a partition, others' between them, and nothing before.
 *
 * @param keyPrefix of their keys, before their numbers
 */
public record PlacedChunks(Topic topic, int partition, long offset, String keyPrefix, int count) {
  private static final Duration WITHIN = Duration.ofSeconds(30);

  /**
   * Reads them, and nothing that lies before them.
   *
   * @param wayOut what the operator can do where one is missing
   * @throws RefusedStateException where one is missing
   */
  public <T extends SpecificRecord> List<ByteBuffer> read(
      Cluster cluster, Class<T> type, Function<T, ByteBuffer> data, String wayOut) {
    try (TopicReader reader = TopicReader.picking(cluster, cluster.topic(topic))) {
      return read(reader, cluster, type, data, wayOut);
    }
  }

  /** As {@link #read(Cluster, Class, Function, String)}, by a reader that others use too. */
  <T extends SpecificRecord> List<ByteBuffer> read(
      TopicReader reader,
      Cluster cluster,
      Class<T> type,
      Function<T, ByteBuffer> data,
      String wayOut) {
    String name = cluster.topic(topic);
    AvroDeserializer<T> deserializer = new AvroDeserializer<>(cluster.registryClient(), type);
    Map<String, byte[]> found = new HashMap<>();
    IntStream.range(0, count).forEach(i -> found.put(keyPrefix + i, null));
    reader.seek(partition, offset, WITHIN);
    reader.readUntil(
        () -> !found.containsValue(null),
        WITHIN,
        record -> {
          String key = record.key() == null ? "" : new String(record.key(), UTF_8);
          if (found.containsKey(key)) {
            found.putIfAbsent(key, record.value());
          }
        });
    List<ByteBuffer> chunks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] chunk = found.get(keyPrefix + i);
      if (chunk == null) {
        throw new RefusedStateException(
            "Chunk %d of %d of %s is missing on %s: %s"
                .formatted(i, count, keyPrefix, name, wayOut));
      }
      chunks.add(data.apply(read(deserializer, name, chunk, wayOut)));
    }
    return chunks;
  }

  private <T extends SpecificRecord> T read(
      AvroDeserializer<T> deserializer, String name, byte[] chunk, String wayOut) {
    try {
      return deserializer.deserialize(name, chunk);
    } catch (RegistryUnavailableException e) {
      throw e;
    } catch (SerializationException e) {
      throw new RefusedStateException(
          "A chunk of %s on %s can't be read (%s): %s"
              .formatted(keyPrefix, name, e.getMessage(), wayOut));
    }
  }
}
