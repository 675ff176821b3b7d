package dev.medley.serving.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.medley.serving.http.ApiException;
import dev.medley.serving.http.JsonBody;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What becomes of each field of a chat's request: it is read here, goes on to a backend that knows
 * it, changes no response, or is refused by its name. Values that ask for nothing are no request.
 */
final class ChatFields {
  private static final Set<String> READ =
      Set.of(
          "model",
          "messages",
          "stream",
          "stream_options",
          "temperature",
          "top_p",
          "max_tokens",
          "max_completion_tokens",
          "stop",
          "seed",
          "user");

  /** Of OpenAI's API: kept by it or scheduled by it, and of no consequence to a response. */
  private static final Set<String> WITHOUT_CONSEQUENCE =
      Set.of(
          "metadata",
          "store",
          "service_tier",
          "safety_identifier",
          "prompt_cache_key",
          "prompt_cache_retention",
          "parallel_tool_calls");

  /** Of OpenAI's API and vLLM's: what the response holds stays one text. */
  private static final Set<String> OF_THE_BACKEND =
      Set.of(
          "top_k",
          "min_p",
          "min_tokens",
          "repetition_penalty",
          "frequency_penalty",
          "presence_penalty",
          "logit_bias",
          "bad_words",
          "stop_token_ids",
          "ignore_eos",
          "response_format",
          "structured_outputs",
          "guided_json",
          "guided_regex",
          "guided_choice",
          "guided_grammar",
          "chat_template_kwargs",
          "reasoning_effort",
          "verbosity");

  /** Values that ask for nothing, as text of JSON; null and what is empty never ask. */
  private static final Map<String, Set<String>> NEUTRAL =
      Map.ofEntries(
          Map.entry("n", Set.of("1")),
          Map.entry("tool_choice", Set.of("\"none\"", "\"auto\"")),
          Map.entry("function_call", Set.of("\"none\"", "\"auto\"")),
          Map.entry("logprobs", Set.of("false")),
          Map.entry("top_logprobs", Set.of("0")),
          Map.entry("top_k", Set.of("0", "-1")),
          Map.entry("min_p", Set.of("0", "0.0")),
          Map.entry("min_tokens", Set.of("0")),
          Map.entry("repetition_penalty", Set.of("1", "1.0")),
          Map.entry("frequency_penalty", Set.of("0", "0.0")),
          Map.entry("presence_penalty", Set.of("0", "0.0")),
          Map.entry("ignore_eos", Set.of("false")),
          Map.entry("response_format", Set.of("{\"type\":\"text\"}")),
          Map.entry("modalities", Set.of("[\"text\"]")));

  private ChatFields() {}

  /**
   * The fields that only a backend can tell what to do with.
   *
   * @throws ApiException 400 for one that nobody honours
   */
  static Map<String, JsonNode> passedOn(JsonBody body) {
    Map<String, JsonNode> passed = new TreeMap<>();
    for (String field : body.names()) {
      JsonNode value = body.value(field);
      if (READ.contains(field)
          || WITHOUT_CONSEQUENCE.contains(field)
          || asksForNothing(field, value)) {
        continue;
      }
      if (!OF_THE_BACKEND.contains(field)) {
        throw JsonBody.unsupported(field);
      }
      passed.put(field, value);
    }
    return passed;
  }

  private static boolean asksForNothing(String field, JsonNode value) {
    return value.isNull()
        || (value.isContainerNode() && value.isEmpty())
        || NEUTRAL.getOrDefault(field, Set.of()).contains(value.toString());
  }
}
