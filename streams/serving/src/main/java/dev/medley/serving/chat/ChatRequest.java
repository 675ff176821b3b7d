package dev.medley.serving.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.schemas.names.ArmName;
import dev.medley.schemas.names.NameRule;
import dev.medley.serving.generation.Prompt;
import dev.medley.serving.http.ApiException;
import dev.medley.serving.http.JsonBody;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A chat completion's request, checked.
 *
 * @param task which adapters may answer
 * @param pinnedArm the arm that must answer; empty where the ensemble chooses
 * @param includeUsage whether a stream ends with its numbers of tokens
 * @param ownTokens tokens within which a response may be asked to end; a request that names fewer
 *     limits it
 */
public record ChatRequest(
    String model,
    String task,
    Optional<String> pinnedArm,
    Prompt prompt,
    String user,
    boolean stream,
    boolean includeUsage,
    int ownTokens) {
  private static final int OWN_TOKENS = 192;

  private static final double MAX_TEMPERATURE = 2;
  private static final int MAX_STOPS = 4;

  public static ChatRequest of(JsonBody body) {
    Map<String, JsonNode> passedOn = ChatFields.passedOn(body);
    String model = body.text("model");
    String base = ArmName.BASE.value();
    // Names have no slash.
    String[] names = model.split("/", 2);
    if (!Arrays.stream(names).allMatch(NameRule::holds)) {
      throw ApiException.invalid(
          "model", "model must be a task, base, or task/member; a name has " + NameRule.WANTED);
    }
    Optional<String> arm =
        names.length == 2 ? Optional.of(names[1]) : Optional.of(base).filter(names[0]::equals);
    boolean stream = body.flag("stream");
    if (body.has("stream_options") && !stream) {
      throw ApiException.invalid("stream_options", "stream_options needs stream: true");
    }
    return new ChatRequest(
        model,
        names[0],
        arm,
        new Prompt(body.messages("messages"), sampling(body), namesMaxTokens(body), passedOn, ""),
        body.name("user"),
        stream,
        includeUsage(body),
        OWN_TOKENS);
  }

  private static boolean includeUsage(JsonBody body) {
    JsonBody options = body.object("stream_options");
    // Padding against eavesdroppers, which any stream may lack.
    options.refuseAllBut(Set.of("include_usage", "include_obfuscation"), "stream_options.");
    return options.flag("include_usage");
  }

  private static boolean namesMaxTokens(JsonBody body) {
    return body.has("max_completion_tokens") || body.has("max_tokens");
  }

  /** The same, by what operators say of the task's lengths. */
  ChatRequest within(int maxTokens) {
    return new ChatRequest(
        model, task, pinnedArm, prompt.within(maxTokens), user, stream, includeUsage, maxTokens);
  }

  /** The same, asked by somebody. */
  ChatRequest askedBy(String asker) {
    return new ChatRequest(
        model, task, pinnedArm, prompt.askedBy(asker), user, stream, includeUsage, ownTokens);
  }

  private static SamplingParameters sampling(JsonBody body) {
    String maxTokens = body.has("max_completion_tokens") ? "max_completion_tokens" : "max_tokens";
    return new SamplingParameters(
            body.number("temperature", 0, 0, MAX_TEMPERATURE),
            body.number("top_p", 1, Double.MIN_VALUE, 1),
            (int) body.integer(maxTokens, Prompt.UNBOUNDED, 1, Integer.MAX_VALUE),
            body.integer("seed", random(), Long.MIN_VALUE, Long.MAX_VALUE))
        .withStop(body.texts("stop", MAX_STOPS));
  }

  /** Whoever names no seed wants another response each time. */
  private static long random() {
    return ThreadLocalRandom.current().nextLong();
  }
}
