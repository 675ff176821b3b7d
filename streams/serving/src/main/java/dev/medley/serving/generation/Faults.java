package dev.medley.serving.generation;

import dev.medley.subscriber.PeftCheckpoint;

/** Who is told of checkpoints on disk that turn out not to be of use. */
public interface Faults {
  /** Its files are no longer those that were published: it is fetched anew. */
  void broken(PeftCheckpoint checkpoint);

  /** Its files are whole, but the backend does not take it. */
  void unloadable(PeftCheckpoint checkpoint, RuntimeException why);
}
