package dev.medley.feedback.events;

import dev.medley.feedback.Event;
import dev.medley.feedback.settings.FeedbackSettings;
import dev.medley.schemas.Generation;
import java.util.Optional;

/** Generations that can be used. */
public final class GenerationReader extends EventReader<Generation> {
  private static final long serialVersionUID = 1L;

  public GenerationReader(FeedbackSettings settings) {
    super(Generation.class, settings);
  }

  @Override
  void describe(Generation generation, Event event) {
    event.id = generation.getId();
    event.time = generation.getCreatedAt().toEpochMilli();
    event.user = generation.getUser();
    event.content = Content.hash(generation.getTask(), generation.getResponse());
  }

  @Override
  Optional<Refusal> refusal(Generation generation, EventRules rules) {
    return EventRules.generation(generation);
  }
}
