package dev.medley.lab.few;

import dev.medley.learner.settings.MemberKind;
import java.util.Locale;

/** A figure's place: a member of a task that learns from one kind of user. */
record Cell(String task, Reader reader, MemberKind kind) {
  String name(long seed) {
    return "few/%s-%s-%d".formatted(place(), kind.memberName(), seed);
  }

  /** Task and user, as in JSON. */
  String place() {
    return "%s-%s".formatted(task, reader.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }
}
