package dev.medley.learner.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.Newest;
import dev.medley.kafka.Place;
import dev.medley.kafka.TopicReader;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.schemas.Topic;
import dev.medley.schemas.TrainerManifest;
import dev.medley.schemas.TrainerState;
import dev.medley.schemas.checkpoints.Chunks;
import dev.medley.schemas.checkpoints.Sha256;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what members left on {@code trainer-state}; disk is never asked. */
public final class StateReader {
  public static final String MANIFEST = "manifest";
  public static final String OWNER = "owner";

  private static final Logger LOG = LoggerFactory.getLogger(StateReader.class);
  private static final Duration WITHIN = Duration.ofMinutes(2);

  /**
   * What a member left.
   *
   * @param partition where it lies, and goes on being written; the one that its key says where
   *     there is nothing yet
   */
  public record Stored(int partition, Optional<SavedState> saved) {}

  private final Cluster cluster;
  private final String topic;

  public StateReader(Cluster cluster) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.topic = cluster.topic(Topic.TRAINER_STATE);
  }

  /**
   * The member's last committed round, which stays on its partition when others are added: the one
   * that its key says now is read first, then all where there are more, however long that takes.
   *
   * @throws RefusedStateException where chunks are missing or their digest is wrong
   * @throws org.apache.kafka.common.errors.TimeoutException where Kafka or the registry does not
   *     answer, or a transaction stays open there
   */
  public Stored find(MemberId member) {
    int partitions = partitions();
    int expected = member.partition(partitions);
    String manifest = member.key() + "/" + MANIFEST;
    Newest<TrainerState> newest = onPartition(expected, member.key() + "/");
    if (partitions > 1 && !newest.places().containsKey(manifest)) {
      LOG.atInfo()
          .addKeyValue("member", member)
          .addKeyValue("partitions", partitions)
          .log("It has no state where its key lies now: all of trainer-state is searched");
      newest = everywhere(member.key() + "/");
    }
    refuseUnreadable(member, newest);
    Place place = newest.places().get(manifest);
    if (place == null) {
      LOG.atInfo().addKeyValue("member", member).log("It has no state yet: it begins at the base");
      return new Stored(expected, Optional.empty());
    }
    return new Stored(place.partition(), Optional.of(saved(member, newest)));
  }

  /** The member's last committed round; empty for a member that never committed one. */
  public Optional<SavedState> read(MemberId member) {
    return find(member).saved();
  }

  private SavedState saved(MemberId member, Newest<TrainerState> newest) {
    TrainerManifest manifest = newest.values().get(member.key() + "/" + MANIFEST).getManifest();
    List<ByteBuffer> chunks = new ArrayList<>();
    for (int i = 0; i < manifest.getChunks(); i++) {
      TrainerState chunk = newest.values().get(member.key() + "/" + i);
      if (chunk == null) {
        throw new RefusedStateException(
            "%s: chunk %d of %d is missing on %s: restore the topic from a backup"
                .formatted(member, i, manifest.getChunks(), topic));
      }
      chunks.add(chunk.getData());
    }
    byte[] bytes = Chunks.join(chunks);
    String digest = Sha256.of(bytes);
    if (!digest.equals(manifest.getStateDigest())) {
      throw new RefusedStateException(
          "%s: the state on %s has digest %s, its manifest says %s: restore the topic from a backup"
              .formatted(member, topic, digest, manifest.getStateDigest()));
    }
    return new SavedState(manifest, MemberStateCodec.decode(bytes));
  }

  private void refuseUnreadable(MemberId member, Newest<TrainerState> newest) {
    if (!newest.unreadable().isEmpty()) {
      throw new RefusedStateException(
          "%s: its state can't be read at %s: restore the topic and the registry from a backup"
              .formatted(member, newest.unreadable()));
    }
  }

  /** Who claimed the member last, on the partition where its state lies. */
  public Optional<String> owner(MemberId member, int partition) {
    String key = member.key() + "/" + OWNER;
    return Optional.ofNullable(onPartition(partition, key).values().get(key))
        .map(state -> UTF_8.decode(state.getData()).toString());
  }

  private int partitions() {
    try (TopicReader reader = TopicReader.once(cluster, topic)) {
      return reader.partitions();
    }
  }

  private Newest<TrainerState> onPartition(int partition, String keyPrefix) {
    return Newest.readPartition(
        partition,
        cluster,
        Topic.TRAINER_STATE,
        TrainerState.class,
        (key, state) -> true,
        key -> key.startsWith(keyPrefix),
        WITHIN);
  }

  private Newest<TrainerState> everywhere(String keyPrefix) {
    return Newest.read(
        cluster,
        Topic.TRAINER_STATE,
        TrainerState.class,
        (key, state) -> true,
        key -> key.startsWith(keyPrefix),
        WITHIN);
  }
}
