package dev.medley.schemas.names;

import dev.medley.schemas.Control;
import dev.medley.schemas.Cost;
import dev.medley.schemas.Edit;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Message;
import dev.medley.schemas.Preference;
import dev.medley.schemas.Supervision;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * What records say of whom they are, against the rule of names and the lengths: whoever reads one
 * that breaks them does not use it. A fault tells field and rule, and never what a user wrote.
 */
public final class RecordRules {
  private RecordRules() {}

  /** The first fault of an event; empty where it has none. */
  public static Optional<String> fault(Generation generation) {
    return identity(generation.getId(), generation.getUser())
        .or(() -> name("task", generation.getTask()))
        .or(() -> name("member", generation.getMember()))
        .or(() -> roles(generation.getMessages()));
  }

  /** The first fault of an event; empty where it has none. */
  public static Optional<String> fault(Edit edit) {
    return identity(edit.getGenerationId(), edit.getUser())
        .or(() -> edit.getTask() == null ? Optional.empty() : name("task", edit.getTask()))
        .or(() -> edit.getMessages() == null ? Optional.empty() : roles(edit.getMessages()));
  }

  /**
   * The first fault of a label; empty where it has none.
   *
   * @throws IllegalArgumentException where it is no label
   */
  public static Optional<String> label(SpecificRecord label) {
    if (label instanceof Supervision s) {
      return label(s.getGenerationId(), s.getUser(), s.getTask(), s.getMember(), s.getMessages());
    }
    if (label instanceof Preference p) {
      return label(p.getGenerationId(), p.getUser(), p.getTask(), p.getMember(), p.getMessages());
    }
    if (label instanceof Cost c) {
      return label(c.getGenerationId(), c.getUser(), c.getTask(), c.getMember(), c.getMessages())
          .or(() -> cost(c.getCost()));
    }
    throw new IllegalArgumentException(label.getSchema().getName() + " is not a label");
  }

  /**
   * The first fault of a request's names; empty where it has none. A reason of any length is taken:
   * people read it, and a standing pin or pause does not fall for it.
   */
  public static Optional<String> fault(Control control) {
    return name("task", control.getTask())
        .or(
            () ->
                control.getPinnedArm().isEmpty()
                    ? Optional.empty()
                    : name("pinnedArm", control.getPinnedArm()))
        .or(
            () ->
                control.getRollBacks().keySet().stream()
                    .flatMap(member -> name("rollBacks' member", member).stream())
                    .findFirst())
        .or(
            () ->
                control.getRetries().keySet().stream()
                    .flatMap(member -> name("retries' member", member).stream())
                    .findFirst())
        .or(
            () ->
                control.getMaxTokens() == null || control.getMaxTokens() > 0
                    ? Optional.empty()
                    : Optional.of(
                        "maxTokens is %d: need at least 1".formatted(control.getMaxTokens())));
  }

  private static Optional<String> label(
      String id, String user, String task, String member, List<Message> messages) {
    return identity(id, user)
        .or(() -> name("task", task))
        .or(() -> name("member", member))
        .or(() -> roles(messages));
  }

  /** One that is no number would make every cost that is learnt from it none. */
  private static Optional<String> cost(double cost) {
    return Double.isFinite(cost) && cost >= 0
        ? Optional.empty()
        : Optional.of("cost is %s: need a number from 0".formatted(cost));
  }

  private static Optional<String> identity(String id, String user) {
    return id.isBlank()
        ? Optional.of(
            "the generation id is blank: need 1 to %d characters".formatted(Lengths.GENERATION_ID))
        : length("the generation id", id, Lengths.GENERATION_ID)
            .or(() -> length("user", user, Lengths.USER));
  }

  private static Optional<String> roles(List<Message> messages) {
    return messages.stream()
        .flatMap(message -> length("a message's role", message.getRole(), Lengths.ROLE).stream())
        .findFirst();
  }

  private static Optional<String> name(String field, String name) {
    return NameRule.holds(name)
        ? Optional.empty()
        : Optional.of("%s is no name: need %s".formatted(field, NameRule.WANTED));
  }

  private static Optional<String> length(String field, String value, int most) {
    return value.length() <= most
        ? Optional.empty()
        : Optional.of(
            "%s has %d characters: at most %d are taken".formatted(field, value.length(), most));
  }
}
