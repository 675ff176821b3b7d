package dev.medley.local.users;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.lm.chat.ChatMessage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Speaks to the gateway as a product would: one request each, never silently again. */
public final class GatewayClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A response with what chose it. */
  record Reply(String id, String text, String member, long checkpoint) {}

  /** One arm of a task's ensemble as the node serves it now. */
  public record Arm(String arm, long plays, long checkpoint, Optional<Instant> newestEditAt) {}

  /** The gateway did not answer with success; the message has the status, no user's text. */
  public static final class FailedRequestException extends Exception {
    FailedRequestException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final String url;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  public GatewayClient(String url) {
    this.url = url;
  }

  Reply chat(String task, List<ChatMessage> messages, String user, int maxTokens)
      throws FailedRequestException, InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    body.put("model", task);
    ArrayNode array = body.putArray("messages");
    for (ChatMessage message : messages) {
      array.addObject().put("role", message.role()).put("content", message.content());
    }
    body.put("temperature", 0).put("max_tokens", maxTokens).put("user", user);
    JsonNode answer = post("/v1/chat/completions", body);
    return new Reply(
        answer.path("id").asText(),
        answer.path("choices").path(0).path("message").path("content").asText(),
        answer.path("medley").path("member").asText(),
        answer.path("medley").path("checkpoint").asLong());
  }

  /**
   * Reports what the user did.
   *
   * @param text empty unless the action is {@code edited}
   */
  void edit(String id, String action, Optional<String> text, String user)
      throws FailedRequestException, InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    body.put("id", id).put("action", action).put("revision", 0).put("user", user);
    text.ifPresent(edited -> body.put("text", edited));
    post("/v1/edits", body);
  }

  public List<Arm> ensemble(String task) throws FailedRequestException, InterruptedException {
    JsonNode answer = send(HttpRequest.newBuilder(URI.create(url + "/v1/ensemble/" + task)).GET());
    List<Arm> arms = new ArrayList<>();
    for (JsonNode arm : answer.path("arms")) {
      String newest = arm.path("newestEditAt").asText("");
      arms.add(
          new Arm(
              arm.path("arm").asText(),
              arm.path("plays").asLong(),
              arm.path("checkpoint").asLong(),
              newest.isEmpty() || newest.equals("null")
                  ? Optional.empty()
                  : Optional.of(Instant.parse(newest))));
    }
    return arms;
  }

  private JsonNode post(String path, ObjectNode body)
      throws FailedRequestException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  private JsonNode send(HttpRequest.Builder builder)
      throws FailedRequestException, InterruptedException {
    HttpRequest request = builder.timeout(TIMEOUT).build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new FailedRequestException(
            "%s %s answered %d"
                .formatted(request.method(), request.uri().getPath(), response.statusCode()),
            null);
      }
      return JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      // The cause may quote a user's text.
      throw new FailedRequestException(
          "%s %s answered no JSON".formatted(request.method(), request.uri().getPath()), null);
    } catch (IOException e) {
      throw new FailedRequestException(
          "%s %s: %s".formatted(request.method(), request.uri().getPath(), e), e);
    }
  }
}
