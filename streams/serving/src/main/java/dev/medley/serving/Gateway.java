package dev.medley.serving;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.schemas.Edit;
import dev.medley.subscriber.CheckpointSubscriber;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** The HTTP side of a node: OpenAI's chat API, edits, the ensemble, health and metrics. */
final class Gateway implements AutoCloseable {
  private static final String ROUTE = "medley.route";
  private static final long LOOK_MILLIS = 20;

  private final Chat chat;
  private final EventLog log;
  private final Router router;
  private final Readiness readiness;
  private final BooleanSupplier alive;
  private final CheckpointSubscriber subscriber;
  private final ServingMetrics metrics;
  private final EnsembleMetrics ensembleMetrics;
  private final AtomicInteger working = new AtomicInteger();
  private final Console console;
  private final Javalin server;

  Gateway(
      Chat chat,
      EventLog log,
      Router router,
      Readiness readiness,
      BooleanSupplier alive,
      CheckpointSubscriber subscriber,
      ServingMetrics metrics,
      Console console) {
    this.chat = chat;
    this.log = log;
    this.router = router;
    this.readiness = readiness;
    this.alive = alive;
    this.subscriber = subscriber;
    this.metrics = metrics;
    this.ensembleMetrics = new EnsembleMetrics(router, metrics);
    this.console = console;
    this.server = Javalin.create(this::configure);
  }

  /** Handles one route. */
  private interface Handler {
    void handle(Context context) throws IOException;
  }

  /**
   * Listens.
   *
   * @param port TCP port; 0 takes a free one
   */
  void start(String host, int port) {
    server.start(host, port);
  }

  int port() {
    return server.port();
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.http.maxRequestSize = JsonBody.MAX_BYTES;
    config.routes.post("/v1/chat/completions", context -> work(context, this::chat));
    config.routes.post("/v1/edits", context -> work(context, this::edit));
    config.routes.get("/v1/ensemble/{task}", context -> serve(context, this::ensemble));
    config.routes.get("/health/live", context -> serve(context, this::live));
    config.routes.get("/health/ready", context -> serve(context, this::ready));
    config.routes.get("/metrics", context -> serve(context, this::metrics));
    ConsolePage.all()
        .forEach((path, page) -> config.routes.get(path, context -> serve(context, page::handle)));
    config.routes.get(
        "/console/state", context -> serve(context, new ConsoleState(console)::handle));
    config.routes.post(
        "/console/control", context -> serve(context, new ConsoleControl(console)::handle));
    ApiErrors.register(config);
    config.requestLogger.http(this::measure);
  }

  private void chat(Context context) throws IOException {
    ChatRequest request = ChatRequest.of(JsonBody.read(context));
    Json.answer(context, 200, Json.completion(request.model(), chat.complete(request)));
  }

  private void edit(Context context) throws IOException {
    Edit edit = EditRequest.of(JsonBody.read(context));
    log.append(edit);
    metrics.edit(edit.getAction().name().toLowerCase(Locale.ROOT));
    Json.answer(
        context,
        202,
        Json.object().put("id", edit.getGenerationId()).put("revision", edit.getRevision()));
  }

  private void ensemble(Context context) {
    String task = context.pathParam("task");
    if (!ChatRequest.TASK.matcher(task).matches()) {
      throw ApiException.invalid("task", "task must match " + ChatRequest.TASK);
    }
    Json.answer(context, 200, EnsembleView.of(task, router));
  }

  private void live(Context context) {
    boolean live = alive.getAsBoolean();
    Json.answer(context, live ? 200 : 503, Json.object().put("live", live));
  }

  private void ready(Context context) {
    List<String> missing = readiness.missing();
    ObjectNode body =
        Json.object().put("ready", missing.isEmpty()).put("missing", String.join(", ", missing));
    subscriber
        .lastRefusal()
        .ifPresent(
            refusal ->
                body.putObject("refusedCheckpoint")
                    .put("where", refusal.where())
                    .put("reason", refusal.reason().name().toLowerCase(Locale.ROOT))
                    .put("message", refusal.message())
                    .put("at", refusal.at().toString()));
    Json.answer(context, missing.isEmpty() ? 200 : 503, body);
  }

  private void metrics(Context context) {
    ensembleMetrics.refresh();
    metrics.refusedCheckpoints(subscriber.refusals());
    context.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.scrape());
  }

  /** A route that a node takes only while it is ready, and finishes before it stops. */
  private void work(Context context, Handler handler) throws IOException {
    working.incrementAndGet();
    try {
      readiness.check();
      serve(context, handler);
    } finally {
      working.decrementAndGet();
    }
  }

  private static void serve(Context context, Handler handler) throws IOException {
    context.attribute(ROUTE, context.endpoint().path);
    handler.handle(context);
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
  void drain(Duration within) throws InterruptedException {
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
