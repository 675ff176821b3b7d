package dev.medley.serving.generation.vllm;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.schemas.Message;
import dev.medley.serving.generation.Prompt;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.RetriableException;

/**
 * vLLM's HTTP API (docs.vllm.ai, OpenAI-compatible server and LoRA adapters): models, loading and
 * unloading of adapters, streamed chats.
 */
final class VllmApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

  /** Adapters are read from disk, and may have to wait for requests that run. */
  private static final Duration LOAD_WITHIN = Duration.ofSeconds(60);

  private final VllmSettings settings;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_WITHIN)
          .build();

  VllmApi(VllmSettings settings) {
    this.settings = requireNonNull(settings, "settings is null");
  }

  /** The server did not answer. */
  static final class UnreachableException extends RetriableException {
    UnreachableException(IOException cause) {
      super("The backend does not answer", cause);
    }
  }

  /**
   * The models that it serves now, adapters among them: where each lies, by its name.
   *
   * @throws UnreachableException where it does not answer so
   */
  Map<String, String> models() {
    HttpResponse<String> response =
        send(request("/v1/models").timeout(ANSWER_WITHIN).GET().build());
    try {
      Map<String, String> models = new HashMap<>();
      JSON.readTree(response.body())
          .path("data")
          .forEach(model -> models.put(model.path("id").asText(), model.path("root").asText()));
      if (response.statusCode() != 200) {
        throw new IOException("GET /v1/models answered " + response.statusCode());
      }
      return models;
    } catch (IOException e) {
      throw new UnreachableException(e);
    }
  }

  /** The answer's status to an attempt to load a PEFT directory under a name. */
  int load(String name, String path) {
    ObjectNode body = JSON.createObjectNode().put("lora_name", name).put("lora_path", path);
    return send(post("/v1/load_lora_adapter", body).timeout(LOAD_WITHIN).build()).statusCode();
  }

  /** The answer's status to an attempt to unload; 404 where nothing of that name is loaded. */
  int unload(String name) {
    ObjectNode body = JSON.createObjectNode().put("lora_name", name);
    return send(post("/v1/unload_lora_adapter", body).timeout(LOAD_WITHIN).build()).statusCode();
  }

  /** A streamed chat; what comes is the handler's. */
  CompletableFuture<HttpResponse<Void>> chat(
      String model, Prompt prompt, HttpResponse.BodyHandler<Void> handler) {
    SamplingParameters sampling = prompt.sampling();
    ObjectNode body = JSON.createObjectNode().setAll(prompt.passedOn());
    body.put("model", model).put("stream", true);
    body.putObject("stream_options").put("include_usage", true);
    ArrayNode messages = body.putArray("messages");
    for (Message message : prompt.messages()) {
      messages.addObject().put("role", message.getRole()).put("content", message.getContent());
    }
    body.put("temperature", sampling.temperature())
        .put("top_p", sampling.topP())
        .put("seed", sampling.seed());
    if (sampling.maxTokens() != Prompt.UNBOUNDED) {
      body.put("max_tokens", sampling.maxTokens());
    }
    if (!sampling.stop().isEmpty()) {
      ArrayNode stop = body.putArray("stop");
      sampling.stop().forEach(stop::add);
    }
    return http.sendAsync(post("/v1/chat/completions", body).build(), handler);
  }

  private HttpRequest.Builder post(String path, ObjectNode body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(settings.at(path));
    return settings.apiKey().isEmpty()
        ? builder
        : builder.header("Authorization", "Bearer " + settings.apiKey());
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UnreachableException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the backend is asked", e);
    }
  }
}
