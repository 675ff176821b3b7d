package dev.medley.learner.rounds;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.Newest;
import dev.medley.kafka.TopicReader;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.schemas.AdapterChunk;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Topic;
import dev.medley.schemas.checkpoints.CheckpointKey;
import dev.medley.schemas.checkpoints.Chunks;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checkpoints that are still on Kafka, and their weights. */
public final class PublishedCheckpoints {
  private static final Logger LOG = LoggerFactory.getLogger(PublishedCheckpoints.class);
  private static final Duration WITHIN = Duration.ofMinutes(2);

  private final Cluster cluster;

  public PublishedCheckpoints(Cluster cluster) {
    this.cluster = requireNonNull(cluster, "cluster is null");
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
    Newest<Checkpoint> newest =
        Newest.read(
            cluster,
            Topic.CHECKPOINTS,
            Checkpoint.class,
            (key, checkpoint) -> key.equals(key(checkpoint)),
            key -> key.startsWith(keyPrefix),
            WITHIN);
    newest
        .unreadable()
        .forEach(
            record ->
                LOG.atWarn().addKeyValue("record", record).log("A checkpoint is passed over"));
    return newest.values().values().stream()
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
    AdapterFiles files =
        new AdapterFiles(checkpoint.getFiles(), Chunks.join(chunks(checkpoint, key + "/")));
    if (!files.digest().equals(checkpoint.getAdapterDigest())) {
      throw new RefusedStateException(
          "The chunks of %s have digest %s, the checkpoint says %s: choose another version"
              .formatted(key, files.digest(), checkpoint.getAdapterDigest()));
    }
    return files.read(model);
  }

  private List<ByteBuffer> chunks(Checkpoint checkpoint, String keyPrefix) {
    String chunkTopic = cluster.topic(Topic.ADAPTER_CHUNKS);
    AvroDeserializer<AdapterChunk> deserializer =
        new AvroDeserializer<>(cluster.registryClient(), AdapterChunk.class);
    Map<String, byte[]> found = new HashMap<>();
    IntStream.range(0, checkpoint.getChunks()).forEach(i -> found.put(keyPrefix + i, null));
    try (TopicReader reader = TopicReader.once(cluster, chunkTopic)) {
      reader.seek(checkpoint.getChunkPartition(), checkpoint.getChunkOffset(), WITHIN);
      // What follows are others' chunks, and later versions'.
      reader.readUntil(
          () -> !found.containsValue(null),
          WITHIN,
          record -> {
            String key = record.key() == null ? "" : new String(record.key(), UTF_8);
            if (found.containsKey(key)) {
              found.putIfAbsent(key, record.value());
            }
          });
    }
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
