package dev.medley.schemas.checkpoints;

import dev.medley.schemas.Checkpoint;

/**
 * The key of a checkpoint on `checkpoints`, and what those of its chunks begin with. Keys are made
 * and compared whole, never taken apart; names have no slash, so no two checkpoints share one.
 */
public record CheckpointKey(String task, String member, long version) {
  public static CheckpointKey of(Checkpoint checkpoint) {
    return new CheckpointKey(checkpoint.getTask(), checkpoint.getMember(), checkpoint.getVersion());
  }

  /** The key of a chunk, from 0, on `adapter-chunks`. */
  public String chunk(int index) {
    return this + "/" + index;
  }

  @Override
  public String toString() {
    return task + "/" + member + "/" + version;
  }
}
