package dev.medley.subscriber;

import dev.medley.schemas.Checkpoint;
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
    return checkpoint.getTask() + "/" + checkpoint.getMember() + "/" + checkpoint.getVersion();
  }

  Path under(Path directory) {
    return directory.resolve(task).resolve(member);
  }

  @Override
  public int compareTo(MemberName other) {
    return ORDER.compare(this, other);
  }
}
