package dev.medley.learner.state;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.Newest;
import dev.medley.kafka.Place;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.schemas.Topic;
import dev.medley.schemas.TrainerManifest;
import dev.medley.schemas.TrainerState;
import dev.medley.schemas.checkpoints.Chunks;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * States as releases before manifests left them: on {@code trainer-state} alone, closed by a
 * manifest there. Each is read once, when a member is first opened since.
 */
public final class FormerStates {
  public static final String MANIFEST = "manifest";
  public static final String OWNER = "owner";

  private static final Duration WITHIN = Duration.ofMinutes(2);

  /**
   * What a member left.
   *
   * @param partition where it lies
   */
  public record Found(int partition, SavedState saved) {}

  private final Cluster cluster;
  private final String topic;
  private Map<String, Place> manifests;

  public FormerStates(Cluster cluster) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.topic = cluster.topic(Topic.TRAINER_STATE);
  }

  /**
   * A member's; empty where it left none, or it was moved already. The first call reads the whole
   * topic, and later ones only where there is something.
   *
   * @throws RefusedStateException where chunks are missing or their digest is wrong
   * @throws org.apache.kafka.common.errors.TimeoutException where Kafka or the registry does not
   *     answer, or a transaction stays open there
   */
  public synchronized Optional<Found> find(MemberId member) {
    if (manifests == null) {
      manifests = read(key -> key.endsWith("/" + MANIFEST)).places();
    }
    Place place = manifests.get(member.key() + "/" + MANIFEST);
    if (place == null) {
      return Optional.empty();
    }
    Newest<TrainerState> newest = read(key -> isOf(member, key));
    if (!newest.unreadable().isEmpty()) {
      throw new RefusedStateException(
          "%s: its state can't be read at %s: restore the topic and the registry from a backup"
              .formatted(member, newest.unreadable()));
    }
    TrainerManifest manifest = newest.values().get(member.key() + "/" + MANIFEST).getManifest();
    return manifest.getChunks() == 0
        ? Optional.empty()
        : Optional.of(new Found(place.partition(), saved(member, manifest, newest.values())));
  }

  private static boolean isOf(MemberId member, String key) {
    return key.startsWith(member.key() + "/") && key.indexOf('/', member.key().length() + 1) < 0;
  }

  private Newest<TrainerState> read(Predicate<String> keys) {
    return Newest.read(
        cluster, Topic.TRAINER_STATE, TrainerState.class, (key, state) -> true, keys, WITHIN);
  }

  private SavedState saved(
      MemberId member, TrainerManifest manifest, Map<String, TrainerState> byKey) {
    List<ByteBuffer> chunks = new ArrayList<>();
    for (int i = 0; i < manifest.getChunks(); i++) {
      TrainerState chunk = byKey.get(member.key() + "/" + i);
      if (chunk == null) {
        throw new RefusedStateException(
            "%s: chunk %d of %d is missing on %s: restore the topic from a backup"
                .formatted(member, i, manifest.getChunks(), topic));
      }
      chunks.add(chunk.getData());
    }
    return SavedState.of(member, manifest, Chunks.join(chunks));
  }
}
