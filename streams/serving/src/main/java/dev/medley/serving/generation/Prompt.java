package dev.medley.serving.generation;

import static java.util.Objects.requireNonNull;

import dev.medley.lm.generation.SamplingParameters;
import dev.medley.schemas.Message;
import java.util.List;

/** What a backend is asked to go on from, and how. */
public record Prompt(List<Message> messages, SamplingParameters sampling) {
  public Prompt {
    messages = List.copyOf(messages);
    requireNonNull(sampling, "sampling is null");
  }
}
