package dev.medley.learner.settings;

import static java.util.Objects.requireNonNull;

/**
 * One member of one task: who learns, what by, and under which names Kafka knows it.
 *
 * @param name of the member among the task's; its kind's where nothing else was chosen
 */
public record MemberId(String task, String name, MemberKind kind) {
  public MemberId {
    requireNonNull(task, "task is null");
    requireNonNull(name, "name is null");
    requireNonNull(kind, "kind is null");
    if (task.isBlank() || task.contains("/")) {
      throw new IllegalArgumentException(
          "Task '%s' can't be part of a key: name it without slashes".formatted(task));
    }
    if (!name.matches("[a-z0-9][a-z0-9._]{0,63}") || name.equals("base")) {
      throw new IllegalArgumentException(
          ("Member '%s' can't be an arm's name: take lower-case letters, digits, dots, dashes and"
                  + " underscores, at most 64, but not base")
              .formatted(name));
    }
  }

  /** The member that is named as its kind is. */
  public MemberId(String task, MemberKind kind) {
    this(task, kind.memberName(), kind);
  }

  /** A member written as a kind, such as {@code sft}, or as {@code NAME=KIND}. */
  public static MemberId of(String task, String member) {
    int equals = member.indexOf('=');
    MemberKind kind = MemberKind.of(member.substring(equals + 1));
    return equals < 0
        ? new MemberId(task, kind)
        : new MemberId(task, member.substring(0, equals), kind);
  }

  /** Key prefix: task/member. */
  public String key() {
    return task + "/" + name;
  }

  /** The transactional.id, and the consumer group that shows lag. */
  public String clientName(String topicPrefix) {
    return "%smedley-trainer-%s-%s".formatted(topicPrefix, task, name);
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
