package dev.medley.feedback.events;

import dev.medley.feedback.Event;
import dev.medley.feedback.settings.FeedbackSettings;
import dev.medley.schemas.Edit;
import java.util.Optional;

/** Edits that can be used. */
public final class EditReader extends EventReader<Edit> {
  private static final long serialVersionUID = 1L;

  public EditReader(FeedbackSettings settings) {
    super(Edit.class, settings);
  }

  @Override
  void describe(Edit edit, Event event) {
    event.id = edit.getGenerationId();
    event.time = edit.getEditedAt().toEpochMilli();
    event.user = edit.getUser();
    event.revision = edit.getRevision();
    event.inline = edit.getResponse() != null;
    event.content = Content.hash(edit.getAction().name(), edit.getText());
  }

  @Override
  Optional<Refusal> refusal(Edit edit, EventRules rules) {
    return EventRules.edit(edit).or(() -> rules.costUnit(edit));
  }
}
