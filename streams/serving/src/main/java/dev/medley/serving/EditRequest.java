package dev.medley.serving;

import dev.medley.schemas.Edit;
import dev.medley.schemas.EditAction;
import java.time.Instant;

/** Reads an edit; a text beside accepted or discarded says nothing and is dropped. */
final class EditRequest {
  private EditRequest() {}

  static Edit of(JsonBody body) {
    String id = body.text("id");
    if (id.isBlank() || id.length() > 200) {
      throw ApiException.invalid("id", "id must be the completion's id");
    }
    EditAction action = action(body.text("action"));
    Edit.Builder edit =
        Edit.newBuilder()
            .setGenerationId(id)
            .setAction(action)
            .setRevision((int) body.integer("revision", 0, 0, Integer.MAX_VALUE))
            .setUser(body.name("user"))
            .setEditedAt(Instant.now());
    if (action == EditAction.EDITED) {
      edit.setText(text(body));
    }
    if (body.has("task")) {
      edit.setTask(task(body.text("task")));
    }
    if (body.has("messages")) {
      edit.setMessages(body.messages("messages"));
    }
    edit.setResponse(body.optionalText("response").orElse(null));
    return edit.build();
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

  private static String task(String task) {
    if (!ChatRequest.TASK.matcher(task).matches()) {
      throw ApiException.invalid("task", "task must match " + ChatRequest.TASK);
    }
    return task;
  }
}
