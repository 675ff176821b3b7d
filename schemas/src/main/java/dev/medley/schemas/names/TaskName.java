package dev.medley.schemas.names;

/** A task: what adapters are for, such as {@code email}. */
public record TaskName(String value) implements Comparable<TaskName> {
  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException with the rule, and without the name
   */
  public TaskName {
    NameRule.check("task", value);
  }

  /**
   * Whether members may learn it: requests of the model {@code base} are logged under a task of
   * that name, which stands for none.
   */
  public boolean isLearnt() {
    return !value.equals(ArmName.BASE.value());
  }

  /** Its folder's name on any file system. */
  public String folder() {
    return Folder.of(value);
  }

  @Override
  public int compareTo(TaskName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
