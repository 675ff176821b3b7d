package dev.medley.feedback;

import dev.medley.schemas.Edit;
import java.util.Optional;
import org.apache.flink.util.OutputTag;

/** Edits that can be used. */
final class EditDecoder extends EventDecoder<Edit, EditEvent> {
  private static final long serialVersionUID = 1L;

  private final EventRules rules;

  EditDecoder(FeedbackSettings settings, OutputTag<DeadLetter> deadLetters) {
    super(Edit.class, settings, deadLetters);
    this.rules = new EventRules(settings.maxTextBytes());
  }

  @Override
  Optional<String> broken(RawEvent raw, Edit edit) {
    return rules.brokenKey(raw.key, edit.getGenerationId()).or(() -> rules.broken(edit));
  }

  @Override
  EditEvent event(RawEvent raw, Edit edit) {
    return new EditEvent(edit, raw);
  }
}
