package dev.medley.learner.settings;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.names.MemberName;

/** A member of no task yet: what it learns by, and its name, which is the kind's unless chosen. */
public record NamedKind(MemberName name, MemberKind kind) {
  public NamedKind {
    requireNonNull(name, "name is null");
    requireNonNull(kind, "kind is null");
  }

  /**
   * Reads a kind, such as {@code sft}, or {@code NAME=KIND}.
   *
   * @throws IllegalArgumentException with the kinds there are, or the rule of names
   */
  public static NamedKind of(String text) {
    int equals = text.indexOf('=');
    MemberKind kind = MemberKind.of(text.substring(equals + 1));
    String name = equals < 0 ? kind.memberName() : text.substring(0, equals);
    return new NamedKind(new MemberName(name), kind);
  }
}
