package dev.medley.learner;

import static java.util.Objects.requireNonNull;

/** One member of one task: who learns, and under which names Kafka knows it. */
public record MemberId(String task, MemberKind kind) {
  public MemberId {
    requireNonNull(task, "task is null");
    requireNonNull(kind, "kind is null");
    if (task.isBlank() || task.contains("/")) {
      throw new IllegalArgumentException(
          "Task '%s' can't be part of a key: name it without slashes".formatted(task));
    }
  }

  /** Key prefix: task/member. */
  String key() {
    return task + "/" + kind.memberName();
  }

  /** The transactional.id, and the consumer group that shows lag. */
  String clientName(String topicPrefix) {
    return "%smedley-trainer-%s-%s".formatted(topicPrefix, task, kind.memberName());
  }

  /** The partition, out of so many, that holds all of this member's chunks or state. */
  int partition(int partitions) {
    return Math.floorMod(key().hashCode(), partitions);
  }

  @Override
  public String toString() {
    return key();
  }
}
