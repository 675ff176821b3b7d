package dev.medley.feedback.job;

import java.util.Locale;
import java.util.Optional;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsSavepointStateHandle;

/** Where Flink keeps the state, by the names of its {@code state.backend.type}. */
public enum StateBackend {
  /** Beside the heap, as much as the disk takes; a checkpoint writes what changed. */
  ROCKSDB,
  /** On the heap; a checkpoint writes all of it. */
  HASHMAP;

  /**
   * Says in time what Flink would say by restarting without end.
   *
   * @throws IllegalArgumentException where the checkpoint is another backend's
   */
  void requireCanRead(Path checkpoint) {
    Optional<StateBackend> wrote = ofCheckpoint(checkpoint);
    if (wrote.isPresent() && wrote.get() != this) {
      throw new IllegalArgumentException(
          "--state-backend is %s, but %s was written with %s: start with that, or from a savepoint of"
                  .formatted(this, checkpoint, wrote.get())
              + " --type canonical, which fits both");
    }
  }

  /** Which one wrote a checkpoint or savepoint; empty where any can read it. */
  private static Optional<StateBackend> ofCheckpoint(Path checkpoint) {
    return RetainedCheckpoints.operators(checkpoint).stream()
        .flatMap(operator -> operator.getStates().stream())
        .flatMap(subtask -> subtask.getManagedKeyedState().stream())
        .filter(state -> !(state instanceof KeyGroupsSavepointStateHandle))
        .map(state -> state instanceof IncrementalKeyedStateHandle ? ROCKSDB : HASHMAP)
        .findAny();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
