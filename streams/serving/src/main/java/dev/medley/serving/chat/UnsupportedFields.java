package dev.medley.serving.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.medley.serving.http.ApiException;
import dev.medley.serving.http.JsonBody;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Fields of OpenAI's chat API that would change a response and are not supported: refused, unless
 * they ask for nothing. Fields that change no response ({@code metadata}, {@code store}) are passed
 * over, as are names that nobody knows.
 */
final class UnsupportedFields {
  /** Values that ask for nothing, as text of JSON; null and what is empty never ask. */
  private static final Map<String, Set<String>> NEUTRAL =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("n", Set.of("1")),
              Map.entry("tools", Set.of()),
              Map.entry("tool_choice", Set.of("\"none\"", "\"auto\"")),
              Map.entry("functions", Set.of()),
              Map.entry("function_call", Set.of("\"none\"", "\"auto\"")),
              Map.entry("logprobs", Set.of("false")),
              Map.entry("top_logprobs", Set.of("0")),
              Map.entry("logit_bias", Set.of()),
              Map.entry("frequency_penalty", Set.of("0", "0.0")),
              Map.entry("presence_penalty", Set.of("0", "0.0")),
              Map.entry("response_format", Set.of("{\"type\":\"text\"}")),
              Map.entry("modalities", Set.of("[\"text\"]")),
              Map.entry("audio", Set.of()),
              Map.entry("prediction", Set.of()),
              Map.entry("reasoning_effort", Set.of("\"none\"")),
              Map.entry("web_search_options", Set.of())));

  private UnsupportedFields() {}

  static void check(JsonBody body) {
    NEUTRAL.forEach(
        (field, neutral) -> {
          JsonNode value = body.value(field);
          boolean empty = value.isNull() || (value.isContainerNode() && value.isEmpty());
          if (!value.isMissingNode() && !empty && !neutral.contains(value.toString())) {
            throw ApiException.unsupported(field, field + " is not supported: leave it out");
          }
        });
  }
}
