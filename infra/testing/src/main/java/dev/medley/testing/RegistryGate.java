package dev.medley.testing;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * Stands before a registry: in TLS, with a login, or in its place with an answer of its own. Hands
 * on what it lets through.
 */
public final class RegistryGate implements AutoCloseable {
  private record Answer(int status, String body) {}

  private record Demand(String header, String value) {}

  private final URI registry;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicInteger turnedAway = new AtomicInteger();
  private final List<Headers> requests = new CopyOnWriteArrayList<>();
  private volatile Demand demand;
  private volatile Answer answer;

  private RegistryGate(String registry, HttpServer server) {
    this.registry = URI.create(registry);
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Before the registry at a URL, in plain HTTP. */
  public static RegistryGate before(String registry) throws IOException {
    return new RegistryGate(registry, HttpServer.create(anyPort(), 0));
  }

  /** In TLS. */
  public static RegistryGate before(String registry, Certificates own) throws Exception {
    return before(registry, own.context(own), false);
  }

  /** In TLS, for those alone who show the client's certificate. */
  public static RegistryGate before(String registry, Certificates own, Certificates client)
      throws Exception {
    return before(registry, own.context(client), true);
  }

  private static RegistryGate before(String registry, SSLContext tls, boolean needsClient)
      throws IOException {
    HttpsServer server = HttpsServer.create(anyPort(), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = tls.getDefaultSSLParameters();
            ssl.setNeedClientAuth(needsClient);
            parameters.setSSLParameters(ssl);
          }
        });
    return new RegistryGate(registry, server);
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** Answers 401 to whoever does not send the header with the value. */
  public RegistryGate demand(String name, String value) {
    demand = new Demand(name, value);
    return this;
  }

  /** {@link #demand} of basic auth: user:password. */
  public RegistryGate demandBasic(String login) {
    byte[] bytes = login.getBytes(StandardCharsets.UTF_8);
    return demand("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
  }

  /** Answers every request with this. */
  public void answer(int status, String body) {
    answer = new Answer(status, body);
  }

  /** {@link #answer}s no more. */
  public void pass() {
    answer = null;
  }

  /** What clients take for the registry's address. */
  public String url() {
    String scheme = server instanceof HttpsServer ? "https" : "http";
    return "%s://localhost:%d%s"
        .formatted(scheme, server.getAddress().getPort(), registry.getRawPath());
  }

  /** Requests that did not get to the registry. */
  public int turnedAway() {
    return turnedAway.get();
  }

  /** Values of a header in all requests so far, each of those that had it. */
  public List<String> seen(String name) {
    return requests.stream().filter(r -> r.containsKey(name)).map(r -> r.getFirst(name)).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(exchange.getRequestHeaders());
      byte[] body = exchange.getRequestBody().readAllBytes();
      Answer own = answer == null ? refusal(exchange.getRequestHeaders()) : answer;
      if (own != null) {
        turnedAway.incrementAndGet();
        send(exchange, own.status(), own.body().getBytes(StandardCharsets.UTF_8));
      } else {
        handOn(exchange, body);
      }
    }
  }

  private Answer refusal(Headers headers) {
    Demand wanted = demand;
    return wanted == null || wanted.value().equals(headers.getFirst(wanted.header()))
        ? null
        : new Answer(401, "{\"error_code\":401,\"message\":\"who are you\"}");
  }

  private void handOn(HttpExchange exchange, byte[] body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(registry.resolve(exchange.getRequestURI().toString()))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    for (String name : List.of("Content-Type", "Accept")) {
      String value = exchange.getRequestHeaders().getFirst(name);
      if (value != null) {
        request.header(name, value);
      }
    }
    try {
      HttpResponse<byte[]> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      send(exchange, response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
