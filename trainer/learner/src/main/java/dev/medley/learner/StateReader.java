package dev.medley.learner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.KafkaOptions;
import dev.medley.schemas.Topic;
import dev.medley.schemas.TrainerManifest;
import dev.medley.schemas.TrainerState;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads what members left on {@code trainer-state}; disk is never asked. */
final class StateReader {
  static final String MANIFEST = "manifest";
  static final String OWNER = "owner";
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaOptions options;
  private final String topic;

  StateReader(KafkaOptions options) {
    this.options = requireNonNull(options, "options is null");
    this.topic = options.topic(Topic.TRAINER_STATE);
  }

  /**
   * The member's last committed round; empty for a member that never committed one.
   *
   * @throws RefusedStateException where chunks are missing or their digest is wrong
   */
  Optional<SavedState> read(MemberId member) {
    Map<String, byte[]> newest = newestByKey(member);
    AvroDeserializer<TrainerState> deserializer =
        new AvroDeserializer<>(options.registryClient(), TrainerState.class);
    byte[] manifestBytes = newest.get(member.key() + "/" + MANIFEST);
    if (manifestBytes == null) {
      return Optional.empty();
    }
    TrainerManifest manifest = deserializer.deserialize(topic, manifestBytes).getManifest();
    List<ByteBuffer> chunks = new ArrayList<>();
    for (int i = 0; i < manifest.getChunks(); i++) {
      byte[] chunk = newest.get(member.key() + "/" + i);
      if (chunk == null) {
        throw new RefusedStateException(
            "%s: chunk %d of %d is missing on %s: restore the topic from a backup"
                .formatted(member, i, manifest.getChunks(), topic));
      }
      chunks.add(deserializer.deserialize(topic, chunk).getData());
    }
    byte[] bytes = Chunks.join(chunks);
    String digest = Digests.hex(bytes);
    if (!digest.equals(manifest.getStateDigest())) {
      throw new RefusedStateException(
          "%s: the state on %s has digest %s, its manifest says %s: restore the topic from a backup"
              .formatted(member, topic, digest, manifest.getStateDigest()));
    }
    return Optional.of(new SavedState(manifest, MemberStateCodec.decode(bytes)));
  }

  /** Who claimed the member last. */
  Optional<String> owner(MemberId member) {
    return Optional.ofNullable(newestByKey(member).get(member.key() + "/" + OWNER))
        .map(
            bytes ->
                new AvroDeserializer<>(options.registryClient(), TrainerState.class)
                    .deserialize(topic, bytes)
                    .getData())
        .map(data -> UTF_8.decode(data).toString());
  }

  private Map<String, byte[]> newestByKey(MemberId member) {
    Map<String, byte[]> newest = new HashMap<>();
    try (Consumer<String, byte[]> consumer = consumer("read_committed")) {
      TopicPartition partition =
          new TopicPartition(topic, member.partition(consumer.partitionsFor(topic).size()));
      long end = end(partition);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          if (record.key().startsWith(member.key() + "/")) {
            newest.put(record.key(), record.value());
          }
        }
      }
    }
    return newest;
  }

  /**
   * The end as a reader of uncommitted records sees it: the last stable offset would hide what this
   * member committed behind the open transaction of another.
   */
  private long end(TopicPartition partition) {
    try (Consumer<String, byte[]> consumer = consumer("read_uncommitted")) {
      return consumer.endOffsets(List.of(partition)).get(partition);
    }
  }

  private Consumer<String, byte[]> consumer(String isolation) {
    Properties properties = options.consumer();
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    return new KafkaConsumer<>(
        KafkaOptions.asMap(properties), new StringDeserializer(), new ByteArrayDeserializer());
  }
}
