package dev.medley.learner.settings;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.names.MemberName;
import dev.medley.schemas.names.TaskName;

/**
 * One member of one task: who learns, what by, and under which names Kafka knows it.
 *
 * @param name of the member among the task's; its kind's where nothing else was chosen
 */
public record MemberId(String task, String name, MemberKind kind) {
  public MemberId {
    requireNonNull(kind, "kind is null");
    if (!new TaskName(task).isLearnt()) {
      throw new IllegalArgumentException("task is the base model's own name: choose another");
    }
    name = new MemberName(name).value();
  }

  /** The member that is named as its kind is. */
  public MemberId(String task, MemberKind kind) {
    this(task, kind.memberName(), kind);
  }

  /** A member written as a kind, such as {@code sft}, or as {@code NAME=KIND}. */
  public static MemberId of(String task, String member) {
    NamedKind named = NamedKind.of(member);
    return new MemberId(task, named.name().value(), named.kind());
  }

  /** Key prefix: task/member. */
  public String key() {
    return task + "/" + name;
  }

  /**
   * The transactional.id, and the consumer group that shows lag. No two members share it: the last
   * dash parts task and member, and where a member has dashes, the slash does.
   */
  public String clientName(String topicPrefix) {
    String between = name.contains("-") ? "/" : "-";
    return topicPrefix + "medley-trainer-" + task + between + name;
  }

  /** The partition, out of so many, that holds all of this member's chunks or state. */
  public int partition(int partitions) {
    return Math.floorMod(key().hashCode(), partitions);
  }

  @Override
  public String toString() {
    return key();
  }
}
