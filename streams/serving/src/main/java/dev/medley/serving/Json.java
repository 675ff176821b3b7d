package dev.medley.serving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.schemas.FinishReason;
import dev.medley.schemas.Generation;
import io.javalin.http.Context;
import java.util.Locale;

/** Answers in OpenAI's form. */
final class Json {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Json() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static void answer(Context context, int status, ObjectNode body) {
    try {
      context.status(status).contentType("application/json").result(JSON.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An answer can't be written as JSON", e);
    }
  }

  /** {@code chat.completion}, with what Medley adds under {@code medley}. */
  static ObjectNode completion(String model, Chat.Answer answer) {
    Generation generation = answer.generation();
    ObjectNode body = object();
    body.put("id", generation.getId());
    body.put("object", "chat.completion");
    body.put("created", generation.getCreatedAt().getEpochSecond());
    body.put("model", model);
    ObjectNode choice = body.putArray("choices").addObject();
    choice.put("index", 0);
    choice.putObject("message").put("role", "assistant").put("content", generation.getResponse());
    choice.put("finish_reason", finishReason(generation.getFinishReason()));
    body.putObject("usage")
        .put("prompt_tokens", generation.getPromptTokens())
        .put("completion_tokens", generation.getResponseTokens())
        .put("total_tokens", generation.getPromptTokens() + generation.getResponseTokens());
    ObjectNode medley = body.putObject("medley");
    medley
        .put("task", generation.getTask())
        .put("member", generation.getMember())
        .put("checkpoint", generation.getCheckpoint())
        .put("propensity", generation.getPropensity());
    answer
        .shadow()
        .ifPresent(
            shadow ->
                medley
                    .putObject("shadow")
                    .put("member", shadow.arm())
                    .put("propensity", shadow.propensity()));
    return body;
  }

  static ObjectNode error(int status, String code, String field, String message) {
    ObjectNode body = object();
    body.putObject("error")
        .put("message", message)
        .put("type", ApiException.type(status))
        .put("param", field)
        .put("code", code);
    return body;
  }

  private static String finishReason(FinishReason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}
