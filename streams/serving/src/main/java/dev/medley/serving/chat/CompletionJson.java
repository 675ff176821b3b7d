package dev.medley.serving.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.schemas.Generation;
import dev.medley.serving.http.Json;
import java.util.Locale;

/**
 * Responses in the forms of OpenAI's API reference: {@code chat.completion} and {@code
 * chat.completion.chunk}, with what Medley adds under {@code medley}.
 */
final class CompletionJson {
  private CompletionJson() {}

  static ObjectNode whole(PendingChat turn, LoggedResponse answer) {
    Generation generation = answer.generation();
    ObjectNode body = head(turn, "chat.completion");
    ObjectNode choice = choice(body);
    choice.putObject("message").put("role", "assistant").put("content", generation.getResponse());
    choice.put("finish_reason", finishReason(generation));
    putUsage(body, generation);
    putMedley(body, answer);
    return body;
  }

  /** The first chunk, which says who speaks. */
  static ObjectNode opening(PendingChat turn) {
    ObjectNode body = chunk(turn);
    ObjectNode choice = choice(body);
    choice.putObject("delta").put("role", "assistant").put("content", "");
    choice.putNull("finish_reason");
    return body;
  }

  static ObjectNode delta(PendingChat turn, String text) {
    ObjectNode body = chunk(turn);
    ObjectNode choice = choice(body);
    choice.putObject("delta").put("content", text);
    choice.putNull("finish_reason");
    return body;
  }

  /** The last chunk that has a choice. */
  static ObjectNode closing(PendingChat turn, LoggedResponse answer) {
    ObjectNode body = chunk(turn);
    ObjectNode choice = choice(body);
    choice.putObject("delta");
    choice.put("finish_reason", finishReason(answer.generation()));
    putMedley(body, answer);
    return body;
  }

  /** What {@code stream_options.include_usage} asks for: a chunk without choices. */
  static ObjectNode usage(PendingChat turn, LoggedResponse answer) {
    ObjectNode body = head(turn, "chat.completion.chunk");
    body.putArray("choices");
    putUsage(body, answer.generation());
    return body;
  }

  private static ObjectNode chunk(PendingChat turn) {
    ObjectNode body = head(turn, "chat.completion.chunk");
    if (turn.request().includeUsage()) {
      body.putNull("usage");
    }
    return body;
  }

  private static ObjectNode head(PendingChat turn, String object) {
    return Json.object()
        .put("id", turn.id())
        .put("object", object)
        .put("created", turn.startedAt().getEpochSecond())
        .put("model", turn.request().model());
  }

  private static ObjectNode choice(ObjectNode body) {
    return body.putArray("choices").addObject().put("index", 0).putNull("logprobs");
  }

  private static void putUsage(ObjectNode body, Generation generation) {
    body.putObject("usage")
        .put("prompt_tokens", generation.getPromptTokens())
        .put("completion_tokens", generation.getResponseTokens())
        .put("total_tokens", generation.getPromptTokens() + generation.getResponseTokens());
  }

  private static void putMedley(ObjectNode body, LoggedResponse answer) {
    Generation generation = answer.generation();
    ObjectNode medley = body.putObject("medley");
    medley
        .put("task", generation.getTask())
        .put("member", generation.getMember())
        .put("checkpoint", generation.getCheckpoint())
        .put("propensity", generation.getPropensity())
        .put("tracked", answer.tracked());
    if (!generation.getFallbackFrom().isEmpty()) {
      medley.put("fallback_from", generation.getFallbackFrom());
    }
    answer
        .shadow()
        .ifPresent(
            shadow ->
                medley
                    .putObject("shadow")
                    .put("member", shadow.arm())
                    .put("propensity", shadow.propensity()));
  }

  private static String finishReason(Generation generation) {
    return generation.getFinishReason().name().toLowerCase(Locale.ROOT);
  }
}
