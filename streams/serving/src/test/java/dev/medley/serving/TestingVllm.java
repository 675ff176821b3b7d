package dev.medley.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/**
 * An HTTP server that behaves as vLLM's API does: statuses, error bodies and streamed chunks are
 * those of vLLM's entrypoints; what it says is the name of the model that says it.
 */
public final class TestingVllm implements AutoCloseable {
  public static final String BASE = "tiny-base";
  private static final long LOOK_MILLIS = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  public final Set<String> refused = ConcurrentHashMap.newKeySet();

  /** What the names of adapters begin with that load, and then fail each request. */
  public final Set<String> failing = ConcurrentHashMap.newKeySet();

  public final AtomicInteger failures = new AtomicInteger();
  public final AtomicInteger aborted = new AtomicInteger();
  public final AtomicInteger loads = new AtomicInteger();
  public volatile int slots = 100;
  public volatile long loadMillis;

  /** Most tokens that a request may ask for. */
  public volatile int positions = Integer.MAX_VALUE;

  /** The last request of a chat that was answered. */
  public volatile JsonNode asked;

  private final Map<String, String> loaded = new ConcurrentSkipListMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final BiFunction<String, String, Manner> manners;
  private HttpServer server;
  private int port;

  public TestingVllm() throws IOException {
    this(
        (model, text) ->
            new Manner(
                text.equals("forever") ? 3_000 : 3,
                20,
                text.startsWith("ends by ") ? text.substring(8) : "stop"));
  }

  /** How it answers: by the model's name and what the user said. */
  TestingVllm(BiFunction<String, String, Manner> manners) throws IOException {
    this.manners = manners;
    start();
  }

  public int port() {
    return port;
  }

  public Set<String> loaded() {
    return loaded.keySet();
  }

  /** On the same port, without any adapter, as after a crash. */
  public void start() throws IOException {
    loaded.clear();
    server = HttpServer.create(new InetSocketAddress("localhost", port), 100);
    port = server.getAddress().getPort();
    server.setExecutor(threads);
    server.createContext("/v1/models", this::models);
    server.createContext("/v1/load_lora_adapter", this::load);
    server.createContext("/v1/unload_lora_adapter", this::unload);
    server.createContext("/v1/chat/completions", this::chat);
    server.start();
  }

  public void stop() {
    server.stop(0);
  }

  public void forget() {
    loaded.clear();
  }

  private void models(HttpExchange exchange) throws IOException {
    ObjectNode body = JSON.createObjectNode().put("object", "list");
    body.putArray("data").addObject().put("id", BASE);
    loaded.forEach(
        (name, path) -> body.withArray("data").addObject().put("id", name).put("root", path));
    answer(exchange, 200, body.toString());
  }

  private void load(HttpExchange exchange) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    String name = request.path("lora_name").asText();
    String path = request.path("lora_path").asText();
    loads.incrementAndGet();
    for (long slept = 0; slept < loadMillis; slept += LOOK_MILLIS) {
      sleep(LOOK_MILLIS);
    }
    if (loaded.containsKey(name)) {
      error(exchange, 400, "InvalidUserInput", "The lora adapter has already been loaded.");
    } else if (!Files.exists(Path.of(path, "adapter_config.json"))) {
      error(exchange, 404, "NotFoundError", "No adapter found at that path.");
    } else if (refused.stream().anyMatch(name::startsWith)) {
      error(exchange, 400, "BadRequestError", "LoRA rank 64 is greater than max_lora_rank 16.");
    } else if (loaded.size() >= slots) {
      error(exchange, 500, "InternalServerError", "No free lora slots");
    } else {
      loaded.put(name, path);
      answer(exchange, 200, "Success: LoRA adapter added successfully.");
    }
  }

  private void unload(HttpExchange exchange) throws IOException {
    String name = JSON.readTree(exchange.getRequestBody()).path("lora_name").asText();
    if (loaded.remove(name) == null) {
      error(exchange, 404, "NotFoundError", "The lora adapter cannot be found.");
    } else {
      answer(exchange, 200, "Success: LoRA adapter removed successfully.");
    }
  }

  /** How a model answers, after it has said its name: so many words, each after so long. */
  record Manner(int words, long millisEach, String finishReason) {}

  private void chat(HttpExchange exchange) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    String model = request.path("model").asText();
    String text = request.at("/messages/0/content").asText();
    if (!model.equals(BASE) && !loaded.containsKey(model)) {
      error(exchange, 404, "NotFoundError", "The model does not exist.");
      return;
    }
    if (failing.stream().anyMatch(model::startsWith)) {
      failures.incrementAndGet();
      error(exchange, 500, "InternalServerError", "EngineCore encountered an issue.");
      return;
    }
    if (request.path("max_tokens").asInt(1) > positions) {
      error(exchange, 400, "BadRequestError", "This model's maximum context length is exceeded.");
      return;
    }
    asked = request;
    Manner manner = manners.apply(model, text);
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      event(out, chunk("\"role\":\"assistant\",\"content\":\"\"", "null"));
      event(out, chunk("\"content\":\"" + model + "\"", "null"));
      for (int i = 0; i < manner.words; i++) {
        sleep(manner.millisEach);
        event(out, chunk("\"content\":\" word\"", "null"));
      }
      if (text.equals("broken")) {
        return;
      }
      event(out, chunk("", '"' + manner.finishReason + '"'));
      event(out, "{\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":4}}");
      event(out, "[DONE]");
    } catch (IOException e) {
      aborted.incrementAndGet();
    }
  }

  private static String chunk(String delta, String finishReason) {
    return "{\"choices\":[{\"index\":0,\"delta\":{%s},\"finish_reason\":%s}]}"
        .formatted(delta, finishReason);
  }

  private static void event(OutputStream out, String data) throws IOException {
    out.write(("data: " + data + "\n\n").getBytes(UTF_8));
    out.flush();
  }

  private static void error(HttpExchange exchange, int status, String type, String message)
      throws IOException {
    ObjectNode body = JSON.createObjectNode();
    body.putObject("error").put("message", message).put("type", type).put("code", status);
    answer(exchange, status, body.toString());
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static void sleep(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IOException("The server stops", e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
