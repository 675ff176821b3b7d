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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Reads members' states from where their manifests say they lie, one behind the other in a thread
 * of its own, so that the next one comes while a member is built of the one before; disk is never
 * asked. For one other thread.
 */
public final class StateReader implements AutoCloseable {
  private static final String WAY_OUT = "restore the topic from a backup";

  private final Cluster cluster;
  private final TopicReader reader;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread named = new Thread(work, "states");
            named.setDaemon(true);
            return named;
          });
  private final Map<TrainerManifest, Future<Optional<SavedState>>> begun = new HashMap<>();

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
    begin(member, manifest);
    try {
      return begun.remove(manifest).get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException("%s: its state was not read".formatted(member), e.getCause());
    }
  }

  /** Begins to read a member's newest state, which {@link #read} waits for. */
  public void begin(MemberId member, TrainerManifest manifest) {
    begun.computeIfAbsent(manifest, left -> thread.submit(() -> find(member, left)));
  }

  private Optional<SavedState> find(MemberId member, TrainerManifest manifest) {
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
    // Only the thread that reads may close it.
    thread.execute(reader::close);
    thread.shutdown();
  }
}
