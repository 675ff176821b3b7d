package dev.medley.learner.rounds;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.Newest;
import dev.medley.learner.model.AdapterFiles;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.learner.state.PlacedChunks;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.schemas.AdapterChunk;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Topic;
import dev.medley.schemas.checkpoints.CheckpointKey;
import dev.medley.schemas.checkpoints.Chunks;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checkpoints that are still on Kafka, and their weights. */
public final class PublishedCheckpoints {
  private static final Logger LOG = LoggerFactory.getLogger(PublishedCheckpoints.class);
  private static final Duration WITHIN = Duration.ofSeconds(30);

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

  /** A member's, by version. */
  public List<Checkpoint> of(MemberId member) {
    return under(member.key() + "/");
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
    PlacedChunks chunks =
        new PlacedChunks(
            Topic.ADAPTER_CHUNKS,
            checkpoint.getChunkPartition(),
            checkpoint.getChunkOffset(),
            key + "/",
            checkpoint.getChunks());
    AdapterFiles files =
        new AdapterFiles(
            checkpoint.getFiles(),
            Chunks.join(
                chunks.read(
                    cluster, AdapterChunk.class, AdapterChunk::getData, "choose another version")));
    if (!files.digest().equals(checkpoint.getAdapterDigest())) {
      throw new RefusedStateException(
          "The chunks of %s have digest %s, the checkpoint says %s: choose another version"
              .formatted(key, files.digest(), checkpoint.getAdapterDigest()));
    }
    return files.read(model);
  }
}
