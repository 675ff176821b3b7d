package dev.medley.learner.state;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.Newest;
import dev.medley.kafka.Place;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.schemas.Topic;
import dev.medley.schemas.TrainerManifest;
import java.time.Duration;
import java.util.Optional;

/** Whose members are, and where their states lie: {@code trainer-manifests}. */
public final class Manifests {
  private static final Duration WITHIN = Duration.ofSeconds(30);

  /**
   * A member's.
   *
   * @param partition where it lies, and goes on being written
   */
  public record Found(int partition, TrainerManifest manifest) {}

  private final Cluster cluster;

  public Manifests(Cluster cluster) {
    this.cluster = requireNonNull(cluster, "cluster is null");
  }

  /**
   * A member's; empty where no trainer has ever claimed it.
   *
   * @throws RefusedStateException where it can't be read
   * @throws org.apache.kafka.common.errors.TimeoutException where Kafka or the registry does not
   *     answer, or a transaction stays open there
   */
  public Optional<Found> find(MemberId member) {
    String key = member.key();
    Newest<TrainerManifest> newest =
        Newest.read(
            cluster,
            Topic.TRAINER_MANIFESTS,
            TrainerManifest.class,
            (at, manifest) -> at.equals(manifest.getTask() + "/" + manifest.getMember()),
            key::equals,
            WITHIN);
    if (!newest.unreadable().isEmpty()) {
      throw new RefusedStateException(
          "%s: its manifest can't be read at %s: restore the topic and the registry from a backup"
              .formatted(member, newest.unreadable()));
    }
    Place place = newest.places().get(key);
    return place == null
        ? Optional.empty()
        : Optional.of(new Found(place.partition(), newest.values().get(key)));
  }

  /** Who claimed a member last; empty for nobody. */
  public Optional<String> owner(MemberId member) {
    return find(member).map(found -> found.manifest().getOwner());
  }
}
