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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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
    Newest<TrainerManifest> newest = read(key::equals);
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

  /**
   * All of them, read once; empty where one can't be read, and only {@link #find(MemberId)} tells
   * whose that is.
   */
  public Optional<Map<String, Found>> all() {
    Newest<TrainerManifest> newest = read(key -> true);
    if (!newest.unreadable().isEmpty()) {
      return Optional.empty();
    }
    Map<String, Found> found = new HashMap<>();
    newest
        .places()
        .forEach((key, at) -> found.put(key, new Found(at.partition(), newest.values().get(key))));
    return Optional.of(found);
  }

  /** Tasks whose members trainers have claimed. */
  public Set<String> tasks() {
    return read(key -> true).values().values().stream()
        .map(TrainerManifest::getTask)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Newest<TrainerManifest> read(Predicate<String> keys) {
    return Newest.read(
        cluster,
        Topic.TRAINER_MANIFESTS,
        TrainerManifest.class,
        (at, manifest) -> at.equals(manifest.getTask() + "/" + manifest.getMember()),
        keys,
        WITHIN);
  }

  /** Who claimed a member last; empty for nobody. */
  public Optional<String> owner(MemberId member) {
    return find(member).map(found -> found.manifest().getOwner());
  }
}
