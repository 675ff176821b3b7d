package dev.medley.serving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

/** What a product would send to a node. */
final class Client {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String address;

  Client(int port) {
    this.address = "http://localhost:" + port;
  }

  /** An answer's status and its JSON. */
  record Answer(int status, JsonNode body) {
    String errorCode() {
      return body.at("/error/code").asText();
    }
  }

  Answer chat(String model, String text, int maxTokens) throws Exception {
    return post(
        "/v1/chat/completions",
        Map.of(
            "model",
            model,
            "user",
            "u-7",
            "max_tokens",
            maxTokens,
            "messages",
            List.of(Map.of("role", "user", "content", text))));
  }

  Answer post(String path, Map<String, ?> body) throws Exception {
    return post(path, JSON.writeValueAsString(body));
  }

  Answer post(String path, String body) throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(address + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), JSON.readTree(response.body()));
  }

  Answer get(String path) throws Exception {
    HttpResponse<String> response = getText(path);
    return new Answer(response.statusCode(), JSON.readTree(response.body()));
  }

  HttpResponse<String> getText(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(address + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
