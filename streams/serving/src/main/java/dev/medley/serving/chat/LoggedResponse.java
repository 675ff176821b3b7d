package dev.medley.serving.chat;

import dev.medley.ensemble.Choice;
import dev.medley.schemas.Generation;
import java.util.Optional;

/**
 * A response that is complete.
 *
 * @param tracked whether Kafka has it
 * @param shadow the choice that was only logged
 * @param backendMillis how long the backend took
 */
public record LoggedResponse(
    Generation generation, boolean tracked, Optional<Choice> shadow, double backendMillis) {}
