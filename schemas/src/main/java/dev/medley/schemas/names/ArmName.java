package dev.medley.schemas.names;

/** Who responded: a member, the base, or somebody whom nobody logged. */
public record ArmName(String value) {
  /** The base model without an adapter. */
  public static final ArmName BASE = new ArmName("base");

  /** Whoever made a response that came inline with its edit. */
  public static final ArmName UNKNOWN = new ArmName("unknown");

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException with the rule, and without the name
   */
  public ArmName {
    NameRule.check("arm", value);
  }

  /** Whether no member may have the name: in any case it is that of an arm that does not learn. */
  public static boolean isReserved(String name) {
    return name.equalsIgnoreCase(BASE.value) || name.equalsIgnoreCase(UNKNOWN.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
