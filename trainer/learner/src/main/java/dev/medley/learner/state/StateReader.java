package dev.medley.learner.state;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.TopicReader;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.schemas.Topic;
import dev.medley.schemas.TrainerManifest;
import dev.medley.schemas.TrainerState;
import dev.medley.schemas.checkpoints.Chunks;
import java.util.Optional;

/** Reads members' states from where their manifests say they lie; disk is never asked. */
public final class StateReader implements AutoCloseable {
  private static final String WAY_OUT = "restore the topic from a backup";

  private final Cluster cluster;
  private final TopicReader reader;

  public StateReader(Cluster cluster) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.reader = TopicReader.picking(cluster, cluster.topic(Topic.TRAINER_STATE));
  }

  /** Key prefix of a state's chunks: task/member/round/. */
  public static String keyPrefix(MemberId member, long round) {
    return member.key() + "/" + round + "/";
  }

  /**
   * A member's newest state; empty where none was written yet.
   *
   * @throws RefusedStateException where chunks are missing or their digest is wrong
   */
  public Optional<SavedState> read(MemberId member, TrainerManifest manifest) {
    if (manifest.getStatePartition() < 0) {
      return Optional.empty();
    }
    PlacedChunks chunks =
        new PlacedChunks(
            Topic.TRAINER_STATE,
            manifest.getStatePartition(),
            manifest.getStateOffset(),
            keyPrefix(member, manifest.getRound()),
            manifest.getChunks());
    return Optional.of(
        SavedState.of(
            member,
            manifest,
            Chunks.join(
                chunks.read(reader, cluster, TrainerState.class, TrainerState::getData, WAY_OUT))));
  }

  @Override
  public void close() {
    reader.close();
  }
}
