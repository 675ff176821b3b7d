package dev.medley.serving.generation;

import dev.medley.schemas.Checkpoint;

/** A member of a task, whatever its version. */
record TaskMember(String task, String member) {
  static TaskMember of(Checkpoint checkpoint) {
    return new TaskMember(checkpoint.getTask(), checkpoint.getMember());
  }
}
