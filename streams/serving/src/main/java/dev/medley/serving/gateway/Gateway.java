package dev.medley.serving.gateway;

import static java.util.Objects.requireNonNull;

import dev.medley.serving.access.Access;
import dev.medley.serving.access.Guard;
import dev.medley.serving.metrics.ServingMetrics;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** The HTTP side of a node: lets requests in to its endpoints, and knows when all are answered. */
public final class Gateway implements AutoCloseable {
  private static final String ROUTE = "medley.route";
  private static final long LOOK_MILLIS = 20;

  private final List<Endpoint> endpoints;
  private final Guard guard;
  private final Readiness readiness;
  private final ServingMetrics metrics;
  private final AtomicInteger working = new AtomicInteger();
  private final Javalin server;

  /**
   * @param threads most requests handled at once
   */
  public Gateway(
      List<Endpoint> endpoints,
      Guard guard,
      Readiness readiness,
      ServingMetrics metrics,
      int threads) {
    this.endpoints = List.copyOf(endpoints);
    this.guard = requireNonNull(guard, "guard is null");
    this.readiness = requireNonNull(readiness, "readiness is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.server = Javalin.create(config -> configure(config, threads));
  }

  /**
   * Listens.
   *
   * @param port TCP port; 0 takes a free one
   */
  public void start(String host, int port) {
    server.start(host, port);
  }

  public List<Endpoint> endpoints() {
    return endpoints;
  }

  public int port() {
    return server.port();
  }

  private void configure(JavalinConfig config, int threads) {
    config.startup.showJavalinBanner = false;
    HttpServer.configure(config, threads, posts(), guard, metrics);
    for (Endpoint endpoint : endpoints) {
      Handler handler = context -> serve(endpoint, context);
      config.routes.addHttpHandler(endpoint.method(), endpoint.path(), handler);
      if (endpoint.method().equals(HandlerType.GET)) {
        // Javalin would answer 200 by itself, whatever GET does.
        config.routes.addHttpHandler(HandlerType.HEAD, endpoint.path(), handler);
      }
    }
    ApiErrors.register(config);
    config.requestLogger.http(this::measure);
  }

  /** Who asks with a body is let in before it is read. */
  private Map<String, Access> posts() {
    return endpoints.stream()
        .filter(endpoint -> endpoint.method().equals(HandlerType.POST))
        .collect(Collectors.toMap(Endpoint::path, Endpoint::access));
  }

  private void serve(Endpoint endpoint, Context context) throws Exception {
    context.attribute(ROUTE, endpoint.path());
    if (endpoint.method().equals(HandlerType.GET)) {
      guard
          .letIn(context.header("Authorization"), context.ip(), endpoint.access())
          .enter(context::attribute);
    }
    if (endpoint.access() != Access.WORK) {
      endpoint.handler().handle(context);
      return;
    }
    working.incrementAndGet();
    try {
      readiness.check();
      endpoint.handler().handle(context);
    } finally {
      working.decrementAndGet();
    }
  }

  private void measure(Context context, float millis) {
    String route = context.attribute(ROUTE);
    metrics.httpRequest(
        route == null ? "other" : route,
        context.method().name(),
        context.statusCode(),
        Duration.ofNanos((long) (millis * 1e6)));
  }

  /** Waits until every request that was let in is answered. */
  public void drain(Duration within) throws InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    while (working.get() > 0 && System.nanoTime() < deadline) {
      Thread.sleep(LOOK_MILLIS);
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
