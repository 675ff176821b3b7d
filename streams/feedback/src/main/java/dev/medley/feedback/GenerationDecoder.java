package dev.medley.feedback;

import dev.medley.schemas.Generation;
import java.util.Optional;
import org.apache.flink.util.OutputTag;

/** Generations that can be used. */
final class GenerationDecoder extends EventDecoder<Generation, Generation> {
  private static final long serialVersionUID = 1L;

  private final EventRules rules;

  GenerationDecoder(FeedbackSettings settings, OutputTag<DeadLetter> deadLetters) {
    super(Generation.class, settings, deadLetters);
    this.rules = new EventRules(settings.maxTextBytes());
  }

  @Override
  Optional<String> broken(RawEvent raw, Generation generation) {
    return rules.brokenKey(raw.key, generation.getId()).or(() -> rules.broken(generation));
  }

  @Override
  Generation event(RawEvent raw, Generation generation) {
    return generation;
  }
}
