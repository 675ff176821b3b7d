package dev.medley.feedback.labels;

import dev.medley.feedback.events.Texts;
import dev.medley.schemas.Cost;
import dev.medley.schemas.Edit;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Preference;
import dev.medley.schemas.Supervision;
import dev.medley.schemas.Topic;
import dev.medley.schemas.edits.EditCost;
import dev.medley.schemas.edits.EditMeter;
import java.util.Optional;

/**
 * The labels of one edit (method: one edit, three labels). Text that was not touched gives
 * supervision and a zero cost; a response thrown away gives a cost of 1 and nothing else.
 */
public record Labels(
    Optional<Supervision> supervision, Optional<Preference> preference, Cost cost) {
  /**
   * What a label may hold in texts, beside its numbers and times; all three topics take as much.
   */
  public static final int MAX_BYTES = Topic.COST.maxMessageBytes() - 4096;

  /**
   * Makes them.
   *
   * @throws IllegalArgumentException where the edit's action is unknown
   */
  public static Labels of(Generation generation, Edit edit, EditMeter meter) {
    return switch (edit.getAction()) {
      case EDITED -> of(generation, edit, edit.getText(), meter);
      case ACCEPTED -> of(generation, edit, generation.getResponse(), meter);
      case DISCARDED ->
          new Labels(
              Optional.empty(), Optional.empty(), cost(generation, edit, null, EditCost.DISCARDED));
      case UNKNOWN -> throw new IllegalArgumentException("action is unknown: nothing is labelled");
    };
  }

  private static Labels of(Generation generation, Edit edit, String edited, EditMeter meter) {
    String response = generation.getResponse();
    Optional<Preference> preference =
        edited.equals(response)
            ? Optional.empty()
            : Optional.of(preference(generation, edit, edited));
    return new Labels(
        Optional.of(supervision(generation, edit, edited)),
        preference,
        cost(generation, edit, edited, meter.cost(response, edited)));
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
        .setGeneratedAt(generation.getCreatedAt())
        .setEditedAt(edit.getEditedAt())
        .build();
  }

  private static Cost cost(Generation generation, Edit edit, String edited, double cost) {
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
        .setCost(cost)
        .setGeneratedAt(generation.getCreatedAt())
        .setEditedAt(edit.getEditedAt())
        .build();
  }

  private static String user(Generation generation, Edit edit) {
    return edit.getUser().isEmpty() ? generation.getUser() : edit.getUser();
  }
}
