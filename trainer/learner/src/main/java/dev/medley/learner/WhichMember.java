package dev.medley.learner;

import dev.medley.kafka.options.Names;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.MemberKind;
import dev.medley.schemas.names.MemberName;
import dev.medley.schemas.names.TaskName;
import picocli.CommandLine.Option;

/** A member that was trained, on the command line; a picocli mixin. */
final class WhichMember {
  @Option(
      names = "--task",
      required = true,
      converter = Names.LearntTask.class,
      description = "Such as email. Required.")
  private TaskName task;

  @Option(
      names = "--member",
      required = true,
      converter = Names.Member.class,
      description = "The member's name, such as sft. Required.")
  private MemberName name;

  /** Its identity, where it learns so. */
  MemberId as(MemberKind kind) {
    return new MemberId(task.value(), name.value(), kind);
  }

  @Override
  public String toString() {
    return task + "/" + name;
  }
}
