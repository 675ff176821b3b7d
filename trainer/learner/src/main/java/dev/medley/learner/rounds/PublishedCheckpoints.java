package dev.medley.learner.rounds;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.learner.topics.KeyedRecords;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.schemas.AdapterChunk;
import dev.medley.schemas.AdapterFile;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Topic;
import dev.medley.schemas.checkpoints.CheckpointKey;
import dev.medley.schemas.checkpoints.Chunks;
import dev.medley.schemas.checkpoints.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checkpoints that are still on Kafka, and their weights. */
public final class PublishedCheckpoints {
  private final Cluster cluster;
  private final String topic;

  public PublishedCheckpoints(Cluster cluster) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.topic = cluster.topic(Topic.CHECKPOINTS);
  }

  /** A checkpoint's on its topic. */
  public static String key(Checkpoint checkpoint) {
    return CheckpointKey.of(checkpoint).toString();
  }

  /** A task's, by member and version. */
  public List<Checkpoint> of(String task) {
    return under(task + "/");
  }

  /** All of them, by task, member and version. */
  public List<Checkpoint> all() {
    return under("");
  }

  /** One of a member's; empty where there is none, or it was removed. */
  public Optional<Checkpoint> find(MemberId member, long version) {
    String key = member.key() + "/" + version;
    return under(key).stream().filter(found -> found.getVersion() == version).findFirst();
  }

  private List<Checkpoint> under(String keyPrefix) {
    AvroDeserializer<Checkpoint> deserializer =
        new AvroDeserializer<>(cluster.registryClient(), Checkpoint.class);
    return new KeyedRecords(cluster, topic)
        .newest(keyPrefix).values().stream()
            .map(bytes -> deserializer.deserialize(topic, bytes))
            .sorted(
                Comparator.comparing(Checkpoint::getTask)
                    .thenComparing(Checkpoint::getMember)
                    .thenComparing(Checkpoint::getVersion))
            .toList();
  }

  /**
   * A checkpoint's weights; to be closed by the caller.
   *
   * @throws RefusedStateException where chunks are missing or their digest is wrong
   */
  public LoraAdapter adapter(Checkpoint checkpoint, LanguageModel model) {
    String key = key(checkpoint);
    byte[] bytes = Chunks.join(chunks(checkpoint, key + "/"));
    String digest = Sha256.of(bytes);
    if (!digest.equals(checkpoint.getAdapterDigest())) {
      throw new RefusedStateException(
          "The chunks of %s have digest %s, the checkpoint says %s: choose another version"
              .formatted(key, digest, checkpoint.getAdapterDigest()));
    }
    List<AdapterFile> files = checkpoint.getFiles();
    return new AdapterFiles(files, bytes).read(model);
  }

  private List<ByteBuffer> chunks(Checkpoint checkpoint, String keyPrefix) {
    String chunkTopic = cluster.topic(Topic.ADAPTER_CHUNKS);
    AvroDeserializer<AdapterChunk> deserializer =
        new AvroDeserializer<>(cluster.registryClient(), AdapterChunk.class);
    Map<String, byte[]> found =
        new KeyedRecords(cluster, chunkTopic)
            .newest(checkpoint.getChunkPartition(), checkpoint.getChunkOffset(), keyPrefix);
    List<ByteBuffer> chunks = new ArrayList<>();
    for (int i = 0; i < checkpoint.getChunks(); i++) {
      byte[] chunk = found.get(keyPrefix + i);
      if (chunk == null) {
        throw new RefusedStateException(
            "Chunk %d of %d of %s is missing on %s: choose another version"
                .formatted(i, checkpoint.getChunks(), keyPrefix, chunkTopic));
      }
      chunks.add(deserializer.deserialize(chunkTopic, chunk).getData());
    }
    return chunks;
  }
}
