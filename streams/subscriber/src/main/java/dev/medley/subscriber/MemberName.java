package dev.medley.subscriber;

import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.checkpoints.CheckpointKey;
import dev.medley.schemas.names.TaskName;
import java.nio.file.Path;
import java.util.Comparator;

/** A member of a task; checked names can be parts of a path. */
record MemberName(String task, String member) implements Comparable<MemberName> {
  private static final Comparator<MemberName> ORDER =
      Comparator.comparing(MemberName::task).thenComparing(MemberName::member);

  static MemberName of(Checkpoint checkpoint) {
    return new MemberName(checkpoint.getTask(), checkpoint.getMember());
  }

  /** The key of a checkpoint on `checkpoints`: task/member/version. */
  static String key(Checkpoint checkpoint) {
    return CheckpointKey.of(checkpoint).toString();
  }

  /** The member's folder; no two members share one on any disk. */
  Path under(Path directory) {
    return directory
        .resolve(new TaskName(task).folder())
        .resolve(new dev.medley.schemas.names.MemberName(member).folder());
  }

  @Override
  public int compareTo(MemberName other) {
    return ORDER.compare(this, other);
  }
}
