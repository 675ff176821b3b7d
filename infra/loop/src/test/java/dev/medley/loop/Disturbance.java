package dev.medley.loop;

import dev.medley.schemas.Checkpoint;
import java.nio.ByteBuffer;

/** One thing that is changed in what a committer sends. */
interface Disturbance {
  /** Changes the record, signed or not, as it goes to `checkpoints`. */
  default void change(Checkpoint checkpoint) {}

  /** Gives what goes to `adapter-chunks` in a chunk's place. */
  default ByteBuffer chunk(int index, ByteBuffer chunk) {
    return chunk;
  }
}
