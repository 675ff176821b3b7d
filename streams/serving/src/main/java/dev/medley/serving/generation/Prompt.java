package dev.medley.serving.generation;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.schemas.Message;
import java.util.List;
import java.util.Map;

/**
 * What a backend is asked to go on from, and how.
 *
 * @param sampling its most tokens are {@link #UNBOUNDED} where nobody bounds them
 * @param exact whether the positions must leave as many tokens as that; else fewer will do
 * @param passedOn more fields of the request, as they came: a backend takes all of them or refuses
 * @param asker whose turn it takes, where others wait too
 */
public record Prompt(
    List<Message> messages,
    SamplingParameters sampling,
    boolean exact,
    Map<String, JsonNode> passedOn,
    String asker) {
  /** As many tokens as the model's positions leave. */
  public static final int UNBOUNDED = Integer.MAX_VALUE;

  public Prompt {
    messages = List.copyOf(messages);
    requireNonNull(sampling, "sampling is null");
    passedOn = Map.copyOf(passedOn);
    requireNonNull(asker, "asker is null");
  }

  /** The same, asked by somebody. */
  public Prompt askedBy(String who) {
    return new Prompt(messages, sampling, exact, passedOn, who);
  }

  /** The same; at most so many tokens where the request names no limit. */
  public Prompt within(int tokens) {
    return exact
        ? this
        : new Prompt(messages, sampling.withMaxTokens(tokens), false, passedOn, asker);
  }
}
