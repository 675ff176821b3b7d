package dev.medley.serving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a product would send to a node. */
public final class Client {
  /** Of all requests that post. */
  static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String address;
  private final String key;

  public Client(int port) {
    this("http://localhost:" + port, "");
  }

  private Client(String address, String key) {
    this.address = address;
    this.key = key;
  }

  public Client withKey(String apiKey) {
    return new Client(address, apiKey);
  }

  /** An answer's status, its headers and its JSON. */
  public record Answer(int status, HttpHeaders headers, JsonNode body) {
    public String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    public String errorCode() {
      return body.at("/error/code").asText();
    }
  }

  public Answer chat(String model, String text, int maxTokens) throws Exception {
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

  public Answer post(String path, Map<String, ?> body) throws Exception {
    return post(path, JSON.writeValueAsString(body));
  }

  public Answer post(String path, String body) throws Exception {
    HttpResponse<String> response =
        http.send(request(path, body), HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.headers(), JSON.readTree(response.body()));
  }

  /** A streamed chat, whose events can be read as they come. */
  public HttpResponse<InputStream> stream(String model, String text, Map<String, ?> more)
      throws Exception {
    Map<String, Object> body = new HashMap<>(more);
    body.put("model", model);
    body.put("stream", true);
    body.put("messages", List.of(Map.of("role", "user", "content", text)));
    return http.send(
        request("/v1/chat/completions", JSON.writeValueAsString(body)),
        HttpResponse.BodyHandlers.ofInputStream());
  }

  private HttpRequest request(String path, String body) {
    return HttpRequest.newBuilder(URI.create(address + path))
        .header("Content-Type", "application/json")
        .header("traceparent", TRACE)
        .header("Authorization", "Bearer " + key)
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  public Answer get(String path) throws Exception {
    HttpResponse<String> response = getText(path);
    return new Answer(response.statusCode(), response.headers(), JSON.readTree(response.body()));
  }

  public HttpResponse<String> getText(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(address + path))
            .header("Authorization", "Bearer " + key)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
