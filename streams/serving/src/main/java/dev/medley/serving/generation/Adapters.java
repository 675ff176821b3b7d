package dev.medley.serving.generation;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.Checkpoint;
import dev.medley.serving.generation.ServedAdapter.Published;
import dev.medley.serving.metrics.ServingMetrics;
import dev.medley.subscriber.CheckpointSubscriber;
import dev.medley.subscriber.PeftCheckpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest adapter of each task and member. A new one is loaded on the subscriber's thread, then
 * takes the requests from that moment on; the old one ends with its last generation.
 */
public final class Adapters implements CheckpointSubscriber.Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Adapters.class);

  private final Backend backend;
  private final ServingMetrics metrics;
  private final ServedAdapter base = new ServedAdapter.Base();
  private final AtomicInteger open = new AtomicInteger();
  private final Instant startedAt = Instant.now();
  private final Map<String, SortedMap<String, Published>> tasks = new ConcurrentHashMap<>();

  public Adapters(Backend backend, ServingMetrics metrics) {
    this.backend = requireNonNull(backend, "backend is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    metrics.openAdapters(open);
  }

  @Override
  public void onCheckpoint(PeftCheckpoint peft) {
    Checkpoint checkpoint = peft.record();
    Published next = backend.load(peft, open::decrementAndGet);
    open.incrementAndGet();
    Published old = swap(checkpoint.getTask(), checkpoint.getMember(), next);
    if (old != null) {
      old.release();
    }
    metrics.swapped(checkpoint.getTask(), checkpoint.getMember());
    // Those from before the node began waited for the node.
    if (checkpoint.getCreatedAt().isAfter(startedAt)) {
      metrics.publishedToServed(
          checkpoint.getTask(),
          checkpoint.getMember(),
          Duration.between(checkpoint.getCreatedAt(), Instant.now()));
    }
    LOG.atInfo()
        .addKeyValue("task", checkpoint.getTask())
        .addKeyValue("member", checkpoint.getMember())
        .addKeyValue("version", checkpoint.getVersion())
        .addKeyValue("editsSeen", checkpoint.getEditsSeen())
        .log("Adapter serves");
  }

  private Published swap(String task, String member, Published next) {
    // Only the subscriber's thread swaps; readers see the map before or after.
    TreeMap<String, Published> members = new TreeMap<>(members(task));
    Published old = members.put(member, next);
    tasks.put(task, members);
    return old;
  }

  /** What serves a task now, by member; empty where no checkpoint came yet. Not to be changed. */
  public SortedMap<String, Published> members(String task) {
    return tasks.getOrDefault(task, new TreeMap<>());
  }

  /** Whether a task has adapters. */
  public boolean knows(String task) {
    return tasks.containsKey(task);
  }

  /** Tasks that have adapters. */
  public Set<String> tasks() {
    return Set.copyOf(tasks.keySet());
  }

  public ServedAdapter base() {
    return base;
  }

  /** Adapters that are loaded, draining ones among them. */
  public int open() {
    return open.get();
  }

  /** Lets all go; generations still running keep theirs. */
  @Override
  public void close() {
    tasks.values().forEach(members -> members.values().forEach(ServedAdapter::release));
    tasks.clear();
  }
}
