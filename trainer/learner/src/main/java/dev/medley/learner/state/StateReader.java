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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Reads members' states from where their manifests say they lie, some ahead and side by side, so
 * that the next ones come while a member is built of the one before: of one alone, most of the time
 * goes by between a fetch and the next. Disk is never asked. For one thread.
 */
public final class StateReader implements AutoCloseable {
  /** Largest piece of a state: a reader of one fetches at most one piece of another's. */
  public static final int CHUNK_BYTES = 256 << 10;

  private static final String WAY_OUT = "restore the topic from a backup";
  private static final int AT_ONCE = 4;

  /** States that wait for their turn take no more memory than this. */
  private static final long AHEAD_BYTES = 64 << 20;

  private final Cluster cluster;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          AT_ONCE,
          work -> {
            Thread named = new Thread(work, "states");
            named.setDaemon(true);
            return named;
          });
  private final Queue<TopicReader> idle = new ConcurrentLinkedQueue<>();
  private final Map<TrainerManifest, Future<Optional<SavedState>>> begun = new HashMap<>();
  private volatile boolean closed;

  public StateReader(Cluster cluster) {
    this.cluster = requireNonNull(cluster, "cluster is null");
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
    start(member, manifest);
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

  /** Begins to read a member's newest state ahead of {@link #read}, where there is room. */
  public void begin(MemberId member, TrainerManifest manifest) {
    long bytes = begun.keySet().stream().mapToLong(StateReader::mostBytes).sum();
    if (bytes + mostBytes(manifest) <= AHEAD_BYTES) {
      start(member, manifest);
    }
  }

  private static long mostBytes(TrainerManifest manifest) {
    return (long) manifest.getChunks() * CHUNK_BYTES;
  }

  private void start(MemberId member, TrainerManifest manifest) {
    begun.computeIfAbsent(manifest, left -> threads.submit(() -> find(member, left)));
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
    TopicReader free = idle.poll();
    TopicReader reader =
        free == null ? TopicReader.picking(cluster, cluster.topic(Topic.TRAINER_STATE)) : free;
    try {
      return Optional.of(
          SavedState.of(
              member,
              manifest,
              Chunks.join(
                  chunks.read(
                      reader, cluster, TrainerState.class, TrainerState::getData, WAY_OUT))));
    } finally {
      idle.add(reader);
      if (closed) {
        closeIdle();
      }
    }
  }

  private void closeIdle() {
    for (TopicReader reader = idle.poll(); reader != null; reader = idle.poll()) {
      reader.close();
    }
  }

  @Override
  public void close() {
    closed = true;
    threads.shutdown();
    closeIdle();
  }
}
