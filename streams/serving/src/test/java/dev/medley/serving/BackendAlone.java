package dev.medley.serving;

import dev.medley.serving.access.Access;
import dev.medley.serving.access.Guard;
import dev.medley.serving.chat.ChatRequest;
import dev.medley.serving.gateway.HttpServer;
import dev.medley.serving.generation.FinishedResponse;
import dev.medley.serving.generation.ServedAdapter;
import dev.medley.serving.generation.local.LocalBackend;
import dev.medley.serving.http.Json;
import dev.medley.serving.http.JsonBody;
import dev.medley.serving.metrics.ServingMetrics;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.Map;

/**
 * The bench's peer of a gateway: the same backend behind the same HTTP server, which answers a chat
 * and does nothing else: no keys and limits, no choice of an arm, no log, no metrics of requests.
 */
final class BackendAlone implements AutoCloseable {
  private static final int THREADS = 64;

  private final LocalBackend backend;
  private final Javalin server;

  BackendAlone(ServingSettings settings) {
    backend = LocalBackend.load(settings.local(), new ServingMetrics());
    server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  HttpServer.configure(
                      config,
                      THREADS,
                      Map.of("/v1/chat/completions", Access.WORK),
                      Guard.open(),
                      new ServingMetrics());
                  config.routes.post("/v1/chat/completions", this::answer);
                })
            .start("localhost", 0);
  }

  int port() {
    return server.port();
  }

  private void answer(Context context) throws Exception {
    ChatRequest request = ChatRequest.of(JsonBody.read(context));
    FinishedResponse completion =
        backend.prepare(request.prompt()).apply(new ServedAdapter.Base()).result().get();
    Json.answer(context, 200, Json.object().put("content", completion.text()));
  }

  @Override
  public void close() {
    server.stop();
    backend.close();
  }
}
