package dev.medley.schemas.names;

/** A member among its task's, such as {@code sft}: one that learns, and an arm of the ensemble. */
public record MemberName(String value) implements Comparable<MemberName> {
  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException with the rule, and without the name
   */
  public MemberName {
    NameRule.check("member", value);
    if (ArmName.isReserved(value)) {
      throw new IllegalArgumentException(
          "member is no member's name: base and unknown are arms that do not learn");
    }
  }

  /** Its folder's name on any file system. */
  public String folder() {
    return Folder.of(value);
  }

  @Override
  public int compareTo(MemberName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
