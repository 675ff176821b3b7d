package dev.medley.subscriber;

import dev.medley.schemas.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From what was published to verified directories in the listener's hands; one thread. */
final class Deliveries {
  private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

  private final AdapterStore store;
  private final ChunkReader chunks;
  private final CheckpointSubscriber.Listener listener;
  private final Refusals refusals;
  private final Predicate<Checkpoint> taken;
  private final BooleanSupplier closed;
  private final Candidates candidates = new Candidates();

  /** Keys of checkpoints that the disk did not take, said once each. */
  private final Set<String> unstored = new HashSet<>();

  private volatile int waiting;

  /**
   * @param taken whether a checkpoint may be delivered now
   * @param closed whether nothing more is to be done
   */
  Deliveries(
      AdapterStore store,
      ChunkReader chunks,
      CheckpointSubscriber.Listener listener,
      Refusals refusals,
      Predicate<Checkpoint> taken,
      BooleanSupplier closed) {
    this.store = store;
    this.chunks = chunks;
    this.listener = listener;
    this.refusals = refusals;
    this.taken = taken;
    this.closed = closed;
  }

  void offer(Checkpoint checkpoint) {
    candidates.offer(checkpoint);
  }

  void withdraw(String key) {
    candidates.withdraw(key);
  }

  /** Removes what was delivered and has broken, so that it is fetched and delivered once more. */
  void again(Checkpoint broken) {
    try {
      store.remove(broken);
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("A broken adapter could not be removed");
    }
    candidates.again(broken);
  }

  /** Gives up what was delivered and is of no use; the newest before it is delivered again. */
  void refuse(Checkpoint unloadable) {
    candidates.refuse(unloadable);
  }

  /**
   * Delivers the newest of each member, as they lie on Kafka; one in trouble holds up no other, and
   * the newest of its own that lies on disk is delivered in its place.
   *
   * @return why something is left to deliver, which is to be tried again
   */
  Optional<Exception> deliverAll() {
    Exception trouble = null;
    Set<Integer> silent = new HashSet<>();
    for (Checkpoint next : inOrder()) {
      if (closed.getAsBoolean()) {
        break;
      }
      MemberName name = MemberName.of(next);
      try {
        // Each attempt at a partition that gives nothing takes the reader's patience.
        if (silent.contains(next.getChunkPartition())) {
          deliverFromDisk(name);
        } else {
          deliverNewest(name);
        }
      } catch (RetriableException e) {
        silent.add(next.getChunkPartition());
        trouble = e;
      } catch (IOException e) {
        trouble = e;
      }
    }
    if (trouble == null) {
      unstored.clear();
    }
    waiting = inOrder().size();
    return Optional.ofNullable(trouble);
  }

  /** Members whose newest checkpoint could not be delivered when it was tried last. */
  int waiting() {
    return waiting;
  }

  private List<Checkpoint> inOrder() {
    return candidates.members().stream()
        .map(name -> candidates.newest(name, taken))
        .flatMap(Optional::stream)
        .sorted(
            Comparator.comparing(Checkpoint::getChunkPartition)
                .thenComparing(Checkpoint::getChunkOffset))
        .toList();
  }

  private void deliverNewest(MemberName name) throws IOException {
    Optional<Checkpoint> next = candidates.newest(name, taken);
    while (next.isPresent() && !closed.getAsBoolean()) {
      Checkpoint checkpoint = next.get();
      try {
        deliver(checkpoint, store.find(checkpoint));
      } catch (RefusedException e) {
        refused(checkpoint, e);
      } catch (IOException e) {
        if (unstored.add(MemberName.key(checkpoint))) {
          refusals.add(
              MemberName.key(checkpoint),
              new RefusedException(Refusal.Reason.DISK, "the disk does not take it: " + e, e));
        }
        deliverFromDisk(name);
        throw e;
      } catch (RetriableException e) {
        deliverFromDisk(name);
        throw e;
      }
      next = candidates.newest(name, taken);
    }
  }

  private void refused(Checkpoint checkpoint, RefusedException why) {
    refusals.add(MemberName.key(checkpoint), why);
    candidates.drop(checkpoint);
  }

  /** Where the newest can't be had now: what needs no fetch. */
  private void deliverFromDisk(MemberName name) {
    for (Checkpoint each : candidates.newestFirst(name, taken)) {
      try {
        Optional<Path> found = store.find(each);
        if (found.isPresent()) {
          deliver(each, found);
          return;
        }
      } catch (RefusedException e) {
        refused(each, e);
      } catch (IOException | RetriableException e) {
        LOG.atDebug()
            .setCause(e)
            .log("Not to be had from disk either; tried again with the newest");
      }
    }
  }

  /**
   * @param found where it lies on disk; empty fetches it
   */
  private void deliver(Checkpoint checkpoint, Optional<Path> found)
      throws IOException, RefusedException {
    Path directory = found.isPresent() ? found.get() : fetch(checkpoint);
    PeftCheckpoint peft = new PeftCheckpoint(checkpoint, directory);
    try {
      listener.onCheckpoint(peft);
    } catch (RetriableException e) {
      throw e;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (RuntimeException e) {
      boolean changed = found.isPresent() && !peft.isWhole();
      FileTree.delete(directory);
      if (!changed) {
        throw new RefusedException(Refusal.Reason.LISTENER, "the listener did not take it", e);
      }
      refusals.add(MemberName.key(checkpoint), RefusedException.changed());
      deliver(checkpoint, Optional.empty());
      return;
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
}
