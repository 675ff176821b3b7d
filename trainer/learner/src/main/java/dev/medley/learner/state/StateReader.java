package dev.medley.learner.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.learner.topics.KeyedRecords;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.Topic;
import dev.medley.schemas.TrainerManifest;
import dev.medley.schemas.TrainerState;
import dev.medley.schemas.checkpoints.Chunks;
import dev.medley.schemas.checkpoints.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what members left on {@code trainer-state}; disk is never asked. */
public final class StateReader {
  public static final String MANIFEST = "manifest";
  public static final String OWNER = "owner";

  private final Cluster cluster;
  private final String topic;
  private final KeyedRecords records;

  public StateReader(Cluster cluster) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.topic = cluster.topic(Topic.TRAINER_STATE);
    this.records = new KeyedRecords(cluster, topic);
  }

  /**
   * The member's last committed round; empty for a member that never committed one.
   *
   * @throws RefusedStateException where chunks are missing or their digest is wrong
   */
  public Optional<SavedState> read(MemberId member) {
    Map<String, byte[]> newest = newestByKey(member);
    AvroDeserializer<TrainerState> deserializer =
        new AvroDeserializer<>(cluster.registryClient(), TrainerState.class);
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
    String digest = Sha256.of(bytes);
    if (!digest.equals(manifest.getStateDigest())) {
      throw new RefusedStateException(
          "%s: the state on %s has digest %s, its manifest says %s: restore the topic from a backup"
              .formatted(member, topic, digest, manifest.getStateDigest()));
    }
    return Optional.of(new SavedState(manifest, MemberStateCodec.decode(bytes)));
  }

  /** Who claimed the member last. */
  public Optional<String> owner(MemberId member) {
    return Optional.ofNullable(newestByKey(member).get(member.key() + "/" + OWNER))
        .map(
            bytes ->
                new AvroDeserializer<>(cluster.registryClient(), TrainerState.class)
                    .deserialize(topic, bytes)
                    .getData())
        .map(data -> UTF_8.decode(data).toString());
  }

  private Map<String, byte[]> newestByKey(MemberId member) {
    return records.newest(member.partition(records.partitions()), 0, member.key() + "/");
  }
}
