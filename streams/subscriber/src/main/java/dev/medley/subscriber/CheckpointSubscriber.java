package dev.medley.subscriber;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.CompactedTopic;
import dev.medley.kafka.Place;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Control;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the newest checkpoint of each task and member at hand as a PEFT directory, {@code
 * <directory>/<task>/<member>/<version>/}.
 *
 * <p>A checkpoint is used only after its names, sizes, base, signature and SHA-256 digest were
 * verified; one that fails is refused, logged and counted, and the older one stays (at start, the
 * newest that passes is delivered). Directories are written aside, fsynced and renamed, and never
 * change; a member's last three stay on disk. A broker or registry that does not answer, and a disk
 * that takes nothing, are tried again; until then the newest that lies on disk is delivered.
 *
 * <p>It follows `control` too: while a task is paused, checkpoints committed since then wait.
 */
public final class CheckpointSubscriber implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointSubscriber.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(250);

  /**
   * Learns of verified checkpoints, one at a time, on the subscriber's thread: ever newer ones of a
   * member, but for older ones after {@link #refuse}.
   */
  public interface Listener {
    /**
     * An exception refuses this checkpoint: the one delivered before stays the newest. A {@link
     * RetriableException} or {@link java.io.UncheckedIOException} does not; it is delivered again
     * later.
     */
    void onCheckpoint(PeftCheckpoint checkpoint);
  }

  private final CompactedTopic<Checkpoint> feed;
  private final ControlFeed controls;
  private final ChunkReader chunks;
  private final Deliveries deliveries;
  private final RecordChecks checks;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Backoff backoff = new Backoff(closed);
  private final Refusals refusals = new Refusals();
  private final Queue<Checkpoint> broken = new ConcurrentLinkedQueue<>();
  private final Queue<Checkpoint> unloadable = new ConcurrentLinkedQueue<>();

  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Thread thread = new Thread(this::run, "checkpoint-subscriber");
  private volatile boolean caughtUp;
  private volatile boolean tried;

  private CheckpointSubscriber(
      Cluster cluster, SubscriberSettings settings, Listener listener, Duration patience) {
    requireNonNull(settings, "settings is null");
    this.checks = new RecordChecks(settings);
    requireNonNull(listener, "listener is null");
    AdapterStore store = new AdapterStore(settings.directory(), settings.readsAgain());
    this.feed =
        CompactedTopic.follow(
            cluster, Topic.CHECKPOINTS, Checkpoint.class, (key, checkpoint) -> true);
    this.controls = new ControlFeed(cluster, this::failed);
    this.chunks = new ChunkReader(cluster, patience);
    this.deliveries =
        new Deliveries(store, chunks, listener, refusals, this::isTaken, this::isClosed);
    thread.setDaemon(true);
    if (settings.trusted().isEmpty()) {
      LOG.atWarn().log("No trusted keys: whoever may write to the topic may publish adapters");
    }
  }

  /**
   * Starts a thread that follows `checkpoints` from its start until {@link #close()}.
   *
   * @throws java.io.UncheckedIOException where the directory can't be made
   * @throws org.apache.kafka.common.KafkaException where the options make no Kafka client
   */
  public static CheckpointSubscriber start(
      Cluster cluster, SubscriberSettings settings, Listener listener) {
    return start(cluster, settings, listener, PATIENCE);
  }

  static CheckpointSubscriber start(
      Cluster cluster, SubscriberSettings settings, Listener listener, Duration patience) {
    CheckpointSubscriber subscriber =
        new CheckpointSubscriber(cluster, settings, listener, patience);
    subscriber.controls.start();
    subscriber.thread.start();
    return subscriber;
  }

  /** Whether everything that was on the topic at start was delivered or refused. */
  public boolean caughtUp() {
    return caughtUp;
  }

  /**
   * Whether everything that was on the topic at start was tried: it was delivered or refused, or is
   * {@link #waiting} and what lay on disk was delivered in its place.
   */
  public boolean tried() {
    return tried;
  }

  /** Members whose newest checkpoint can't be had now, as a disk is full or a broker silent. */
  public int waiting() {
    return deliveries.waiting();
  }

  /** What ended the thread, such as a missing permission; empty while it follows the topic. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  /** Checkpoints refused since start. */
  public long refused() {
    return refusals().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Checkpoints refused since start, by what was wrong with them; without those of no refusal. */
  public Map<Refusal.Reason, Long> refusals() {
    return refusals.counts();
  }

  /** The newest refusal. */
  public Optional<Refusal> lastRefusal() {
    return refusals.newest();
  }

  /** What operators ask of a task now; empty where they ask for nothing. */
  public Optional<Control> control(String task) {
    return controls.of(task);
  }

  /**
   * Refuses a delivered checkpoint that turned out not to be loadable, and counts it; where it is
   * its member's newest, the one before it is delivered again. For any thread; soon.
   */
  public void refuse(PeftCheckpoint checkpoint, RuntimeException why) {
    refusals.add(
        MemberName.key(checkpoint.record()),
        new RefusedException(Refusal.Reason.LISTENER, "it could not be loaded", why));
    unloadable.add(checkpoint.record());
  }

  /**
   * Refuses a delivered checkpoint whose files are no longer whole, removes them, and fetches and
   * delivers it anew where it is still its member's newest. For any thread; soon.
   */
  public void fetchAgain(PeftCheckpoint checkpoint) {
    refusals.add(MemberName.key(checkpoint.record()), RefusedException.changed());
    broken.add(checkpoint.record());
  }

  /** Ends the thread; the directories stay. */
  @Override
  public void close() {
    closed.countDown();
    feed.wakeup();
    chunks.wakeup();
    controls.close();
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
      while (!isClosed() && failure.get() == null) {
        step();
      }
    } catch (WakeupException e) {
      // Only close() wakes.
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  private void failed(Throwable why) {
    failure.set(why);
    LOG.atError().setCause(why).log("The checkpoint subscriber ended");
  }

  private void step() {
    try {
      feed.poll(POLL, new Arrivals());
      for (Checkpoint next = broken.poll(); next != null; next = broken.poll()) {
        deliveries.again(next);
      }
      for (Checkpoint next = unloadable.poll(); next != null; next = unloadable.poll()) {
        deliveries.refuse(next);
      }
      if (controls.caughtUp() && feed.caughtUp()) {
        deliver();
      }
    } catch (RetriableException e) {
      retryLater(e);
    }
  }

  private void deliver() {
    Optional<Exception> trouble = deliveries.deliverAll();
    tried |= !isClosed();
    if (trouble.isPresent()) {
      retryLater(trouble.get());
    } else {
      caughtUp = true;
      backoff.succeeded();
    }
  }

  /** Whether a checkpoint need not wait for a pause to end. */
  private boolean isTaken(Checkpoint checkpoint) {
    Instant pausedAt = control(checkpoint.getTask()).map(Control::getPausedAt).orElse(null);
    return pausedAt == null || !checkpoint.getCreatedAt().isAfter(pausedAt);
  }

  private void retryLater(Exception reason) {
    if (backoff.isFresh()) {
      LOG.atWarn().addKeyValue("reason", reason.toString()).log("Trying again until it answers");
    }
    backoff.failed();
  }

  /** Keeps what arrives and may be fetched. */
  private final class Arrivals implements CompactedTopic.Listener<Checkpoint> {
    @Override
    public void put(String key, Checkpoint checkpoint, Place place) {
      try {
        checks.check(key, checkpoint);
        deliveries.offer(checkpoint);
      } catch (RefusedException e) {
        // Unverified names stay out of the log.
        refusals.add(place.toString(), e);
      }
    }

    @Override
    public void removed(String key) {
      deliveries.withdraw(key);
    }

    @Override
    public void unreadable(Place place, String reason) {
      refusals.add(place.toString(), new RefusedException(Refusal.Reason.UNREADABLE, reason));
    }
  }
}
