package dev.medley.subscriber;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.KafkaOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the newest checkpoint of each task and member at hand as a PEFT directory, {@code
 * <directory>/<task>/<member>/<version>/}.
 *
 * <p>A checkpoint is used only after its names, sizes, base and SHA-256 digest were verified; one
 * that fails is refused, logged and counted, and the older one stays (at start, the newest that
 * passes is delivered). Directories are written aside, fsynced and renamed, and never change; a
 * member's last three stay on disk. A broker or registry that does not answer is asked again.
 */
public final class CheckpointSubscriber implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointSubscriber.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

  /** Learns of verified checkpoints, in order, one at a time, on the subscriber's thread. */
  public interface Listener {
    /** An exception refuses this checkpoint: the one delivered before stays the newest. */
    void onCheckpoint(PeftCheckpoint checkpoint);
  }

  private final CheckpointFeed feed;
  private final ChunkReader chunks;
  private final AdapterStore store;
  private final String baseDigest;
  private final Listener listener;
  private final Candidates candidates = new Candidates();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Backoff backoff = new Backoff(closed);
  private final AtomicLong refused = new AtomicLong();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Thread thread = new Thread(this::run, "checkpoint-subscriber");
  private volatile boolean caughtUp;

  private CheckpointSubscriber(
      KafkaOptions options,
      Path directory,
      String baseDigest,
      Listener listener,
      Duration patience) {
    this.store = new AdapterStore(requireNonNull(directory, "directory is null"));
    this.baseDigest = requireNonNullElse(baseDigest, "");
    this.listener = requireNonNull(listener, "listener is null");
    this.feed = new CheckpointFeed(options);
    this.chunks = new ChunkReader(options, patience);
    thread.setDaemon(true);
  }

  /**
   * Starts a thread that follows `checkpoints` from its start until {@link #close()}.
   *
   * @param directory of the adapters; one subscriber's own, reused after a restart
   * @param baseDigest hex SHA-256 of the base model that serves; null or empty takes any
   * @throws java.io.UncheckedIOException where the directory can't be made
   * @throws org.apache.kafka.common.KafkaException where the options make no Kafka client
   */
  public static CheckpointSubscriber start(
      KafkaOptions options, Path directory, String baseDigest, Listener listener) {
    return start(options, directory, baseDigest, listener, PATIENCE);
  }

  static CheckpointSubscriber start(
      KafkaOptions options,
      Path directory,
      String baseDigest,
      Listener listener,
      Duration patience) {
    CheckpointSubscriber subscriber =
        new CheckpointSubscriber(options, directory, baseDigest, listener, patience);
    subscriber.thread.start();
    return subscriber;
  }

  /** Whether everything that was on the topic at start was delivered or refused. */
  public boolean caughtUp() {
    return caughtUp;
  }

  /** What ended the thread, such as a missing permission; empty while it follows the topic. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  /** Checkpoints refused since start. */
  public long refused() {
    return refused.get();
  }

  /** Ends the thread; the directories stay. */
  @Override
  public void close() {
    closed.countDown();
    feed.wakeup();
    chunks.wakeup();
    try {
      thread.join(CLOSE_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void run() {
    try (feed;
        chunks) {
      while (!isClosed()) {
        step();
      }
    } catch (WakeupException e) {
      // Only close() wakes.
    } catch (RuntimeException | Error e) {
      failure.set(e);
      LOG.atError().setCause(e).log("The checkpoint subscriber ended");
    }
  }

  private void step() {
    try {
      feed.poll(new Arrivals());
      if (feed.startRead() && deliverAll()) {
        caughtUp = true;
        backoff.succeeded();
      }
    } catch (RetriableException e) {
      retryLater(e);
    }
  }

  /** Whether nothing is left to deliver. */
  private boolean deliverAll() {
    boolean complete = true;
    for (MemberName name : candidates.members()) {
      try {
        deliverNewest(name);
      } catch (RetriableException | IOException e) {
        retryLater(e);
        complete = false;
      }
    }
    return complete;
  }

  private void deliverNewest(MemberName name) throws IOException {
    Optional<Checkpoint> next = candidates.newest(name);
    while (next.isPresent() && !isClosed()) {
      Checkpoint checkpoint = next.get();
      try {
        deliver(checkpoint);
      } catch (RefusedException e) {
        refuse(checkpoint, e);
        candidates.drop(checkpoint);
      }
      next = candidates.newest(name);
    }
  }

  private void deliver(Checkpoint checkpoint) throws IOException, RefusedException {
    Optional<Path> found = store.find(checkpoint);
    Path directory = found.isPresent() ? found.get() : fetch(checkpoint);
    try {
      listener.onCheckpoint(new PeftCheckpoint(checkpoint, directory));
    } catch (RuntimeException e) {
      throw new RefusedException("the listener did not take it", e);
    }
    candidates.delivered(checkpoint);
    LOG.atInfo()
        .addKeyValue("checkpoint", MemberName.key(checkpoint))
        .addKeyValue("editsSeen", checkpoint.getEditsSeen())
        .addKeyValue("reused", found.isPresent())
        .log("Checkpoint delivered");
    try {
      store.delivered(checkpoint);
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("Old adapters could not be removed");
    }
  }

  private Path fetch(Checkpoint checkpoint) throws IOException, RefusedException {
    try (PartialAdapter adapter = store.begin(checkpoint)) {
      chunks.read(checkpoint, adapter);
      return adapter.finish();
    }
  }

  private void refuse(Checkpoint checkpoint, RefusedException reason) {
    refused.incrementAndGet();
    LOG.atWarn()
        .addKeyValue("checkpoint", MemberName.key(checkpoint))
        .addKeyValue("reason", reason.getMessage())
        .setCause(reason.getCause())
        .log("Checkpoint refused; the older one stays");
  }

  private void retryLater(Exception reason) {
    if (backoff.isFresh()) {
      LOG.atWarn().addKeyValue("reason", reason.toString()).log("Trying again until it answers");
    }
    backoff.failed();
  }

  /** Keeps what arrives and may be fetched. */
  private final class Arrivals implements CheckpointFeed.Sink {
    @Override
    public void published(String position, String key, Checkpoint checkpoint) {
      try {
        CheckpointRules.check(key, checkpoint, baseDigest);
        candidates.offer(checkpoint);
      } catch (RefusedException e) {
        // Unchecked names stay out of the log.
        refuseUnnamed(position, e);
      }
    }

    @Override
    public void withdrawn(String key) {
      candidates.withdraw(key);
    }

    @Override
    public void unreadable(String position, SerializationException reason) {
      refuseUnnamed(position, reason);
    }

    private void refuseUnnamed(String position, Exception reason) {
      refused.incrementAndGet();
      LOG.atWarn()
          .addKeyValue("record", position)
          .addKeyValue("reason", reason.getMessage())
          .log("Checkpoint record refused");
    }
  }
}
