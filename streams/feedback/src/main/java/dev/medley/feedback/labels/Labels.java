package dev.medley.feedback.labels;

import dev.medley.feedback.events.Texts;
import dev.medley.schemas.Cost;
import dev.medley.schemas.Edit;
import dev.medley.schemas.FinishReason;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Preference;
import dev.medley.schemas.Supervision;
import dev.medley.schemas.Topic;
import dev.medley.schemas.edits.EditMeter;
import dev.medley.schemas.edits.SameText;
import java.util.Optional;

/**
 * The labels of one edit (method: one edit, three labels), with the user's text as it came. The
 * {@link SameText} gives supervision and a zero cost; a response thrown away gives a cost of 1 and
 * nothing else. One that was cut before its end says nothing by being left alone, so that gives no
 * label; what its user made of it does, and says that it was cut.
 */
public record Labels(
    Optional<Supervision> supervision, Optional<Preference> preference, Cost cost) {
  /**
   * What a label may hold in texts, beside its numbers and times; all three topics take as much.
   */
  public static final int MAX_BYTES = Topic.COST.maxMessageBytes() - 4096;

  /** Whether an edit says something of its response. */
  static boolean areMadeOf(Generation generation, Edit edit) {
    return !isCut(generation)
        || switch (edit.getAction()) {
          case EDITED -> !SameText.same(edit.getText(), generation.getResponse());
          case DISCARDED -> true;
          case ACCEPTED, UNKNOWN -> false;
        };
  }

  private static boolean isCut(Generation generation) {
    return generation.getFinishReason() != FinishReason.STOP;
  }

  /**
   * Makes them, where {@link #areMadeOf} says so.
   *
   * @throws IllegalArgumentException where the edit's action is unknown
   */
  public static Labels of(Generation generation, Edit edit, EditMeter meter) {
    return switch (edit.getAction()) {
      case EDITED -> of(generation, edit, edit.getText(), meter);
      case ACCEPTED -> of(generation, edit, generation.getResponse(), meter);
      case DISCARDED ->
          new Labels(
              Optional.empty(),
              Optional.empty(),
              cost(generation, edit, null, EditMeter.Measured.DISCARDED));
      case UNKNOWN -> throw new IllegalArgumentException("action is unknown: nothing is labelled");
    };
  }

  private static Labels of(Generation generation, Edit edit, String edited, EditMeter meter) {
    String response = generation.getResponse();
    Optional<Preference> preference =
        SameText.same(edited, response)
            ? Optional.empty()
            : Optional.of(preference(generation, edit, edited));
    return new Labels(
        Optional.of(supervision(generation, edit, edited)),
        preference,
        cost(generation, edit, edited, meter.measure(response, edited)));
  }

  /** Bytes of the texts in the largest of the three. */
  public long bytes() {
    return Texts.of(cost).total();
  }

  private static Supervision supervision(Generation generation, Edit edit, String edited) {
    return Supervision.newBuilder()
        .setGenerationId(generation.getId())
        .setRevision(edit.getRevision())
        .setTask(generation.getTask())
        .setUser(user(generation, edit))
        .setMember(generation.getMember())
        .setCheckpoint(generation.getCheckpoint())
        .setMessages(generation.getMessages())
        .setResponse(generation.getResponse())
        .setEdited(edited)
        .setCut(isCut(generation))
        .setGeneratedAt(generation.getCreatedAt())
        .setEditedAt(edit.getEditedAt())
        .build();
  }

  private static Preference preference(Generation generation, Edit edit, String edited) {
    return Preference.newBuilder()
        .setGenerationId(generation.getId())
        .setRevision(edit.getRevision())
        .setTask(generation.getTask())
        .setUser(user(generation, edit))
        .setMember(generation.getMember())
        .setCheckpoint(generation.getCheckpoint())
        .setMessages(generation.getMessages())
        .setChosen(edited)
        .setRejected(generation.getResponse())
        .setCut(isCut(generation))
        .setGeneratedAt(generation.getCreatedAt())
        .setEditedAt(edit.getEditedAt())
        .build();
  }

  private static Cost cost(
      Generation generation, Edit edit, String edited, EditMeter.Measured measured) {
    return Cost.newBuilder()
        .setGenerationId(generation.getId())
        .setRevision(edit.getRevision())
        .setTask(generation.getTask())
        .setUser(user(generation, edit))
        .setMember(generation.getMember())
        .setCheckpoint(generation.getCheckpoint())
        .setMessages(generation.getMessages())
        .setPropensity(generation.getPropensity())
        .setResponse(generation.getResponse())
        .setEdited(edited)
        .setCost(measured.cost())
        .setCharge(measured.charge())
        .setCostUnit(edit.getCostUnit())
        .setCut(isCut(generation))
        .setGeneratedAt(generation.getCreatedAt())
        .setEditedAt(edit.getEditedAt())
        .build();
  }

  private static String user(Generation generation, Edit edit) {
    return edit.getUser().isEmpty() ? generation.getUser() : edit.getUser();
  }
}
