package dev.medley.kafka.options;

import dev.medley.schemas.names.ArmName;
import dev.medley.schemas.names.MemberName;
import dev.medley.schemas.names.NameRule;
import dev.medley.schemas.names.TaskName;

/** Names, by the one rule. */
public final class Names {
  private Names() {}

  /** Any task. */
  public static final class Task extends Wanted<TaskName> {
    Task() {
      super("a name: " + NameRule.WANTED);
    }

    @Override
    protected TaskName read(String text) {
      return new TaskName(text);
    }
  }

  /** A task that members learn. */
  public static final class LearntTask extends Wanted<TaskName> {
    LearntTask() {
      super("a task's name, but not the base model's own: " + NameRule.WANTED);
    }

    @Override
    protected TaskName read(String text) {
      TaskName task = new TaskName(text);
      return where(task.isLearnt(), task);
    }
  }

  /** A member. */
  public static final class Member extends Wanted<MemberName> {
    Member() {
      super("a member's name, but not base or unknown: " + NameRule.WANTED);
    }

    @Override
    protected MemberName read(String text) {
      return new MemberName(text);
    }
  }

  /** An arm that answers. */
  public static final class Arm extends Wanted<ArmName> {
    Arm() {
      super("base, or a member's name: " + NameRule.WANTED);
    }

    @Override
    protected ArmName read(String text) {
      ArmName arm = new ArmName(text);
      return where(arm.equals(ArmName.BASE) || !ArmName.isReserved(text), arm);
    }
  }

  /** What is part of a file's name. */
  public static final class File extends Wanted<String> {
    File() {
      super("a name: " + NameRule.WANTED);
    }

    @Override
    protected String read(String text) {
      return where(NameRule.holds(text), text);
    }
  }
}
