package dev.medley.serving.edits;

import dev.medley.schemas.Edit;
import dev.medley.schemas.EditAction;
import dev.medley.schemas.names.Lengths;
import dev.medley.schemas.names.NameRule;
import dev.medley.serving.events.GenerationId;
import dev.medley.serving.http.ApiException;
import dev.medley.serving.http.JsonBody;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads an edit; a text beside accepted or discarded says nothing and is dropped. Context comes
 * inline where the generation was made elsewhere, or is not tracked: its task, messages and
 * response, or none of them.
 */
public final class EditRequest {
  /** The feedback job numbers it, in the log's order. */
  static final int UNNUMBERED = -1;

  private EditRequest() {}

  public static Edit of(JsonBody body) {
    String id = body.text("id");
    if (id.isBlank() || id.length() > Lengths.GENERATION_ID) {
      throw ApiException.invalid(
          "id",
          "id must be the completion's id, or your own of 1 to %d characters"
              .formatted(Lengths.GENERATION_ID));
    }
    EditAction action = action(body.text("action"));
    Edit.Builder edit =
        Edit.newBuilder()
            .setGenerationId(id)
            .setAction(action)
            .setRevision((int) body.integer("revision", UNNUMBERED, 0, Integer.MAX_VALUE))
            .setUser(body.name("user"))
            .setEditedAt(Instant.now());
    if (action == EditAction.EDITED) {
      edit.setText(text(body));
    }
    String task = task(id, body);
    if (GenerationId.task(id).isEmpty() || body.has("messages") || body.has("response")) {
      edit.setTask(task).setMessages(body.messages("messages")).setResponse(body.text("response"));
    }
    return edit.build();
  }

  /** The task that the edit belongs to, which the id of a generation made here tells. */
  static String task(String id, JsonBody body) {
    Optional<String> made = GenerationId.task(id);
    if (made.isEmpty() && !body.has("task")) {
      throw ApiException.invalid(
          "task",
          "The id is of no generation made here: give its task, messages and response inline");
    }
    String named = body.optionalText("task").orElseGet(made::get);
    if (!NameRule.holds(named)) {
      throw ApiException.invalid("task", "task must have " + NameRule.WANTED);
    }
    if (made.isPresent() && !made.get().equals(named)) {
      throw ApiException.invalid("task", "The generation is of another task: leave task out");
    }
    return named;
  }

  private static EditAction action(String action) {
    return switch (action) {
      case "edited" -> EditAction.EDITED;
      case "accepted" -> EditAction.ACCEPTED;
      case "discarded" -> EditAction.DISCARDED;
      default ->
          throw ApiException.invalid("action", "action must be edited, accepted or discarded");
    };
  }

  private static String text(JsonBody body) {
    String text = body.text("text");
    if (text.isBlank()) {
      throw ApiException.invalid("text", "text is blank: use the action discarded instead");
    }
    return text;
  }
}
