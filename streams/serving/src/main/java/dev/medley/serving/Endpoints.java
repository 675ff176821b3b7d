package dev.medley.serving;

import static dev.medley.serving.access.Access.KEY;
import static dev.medley.serving.access.Access.OPEN;
import static dev.medley.serving.access.Access.WORK;

import dev.medley.serving.chat.Chat;
import dev.medley.serving.chat.ChatHandler;
import dev.medley.serving.chat.ModelsHandler;
import dev.medley.serving.console.Console;
import dev.medley.serving.console.ConsoleControl;
import dev.medley.serving.console.ConsoleEvents;
import dev.medley.serving.console.ConsolePage;
import dev.medley.serving.console.ConsoleState;
import dev.medley.serving.edits.EditHandler;
import dev.medley.serving.events.EventLog;
import dev.medley.serving.gateway.Endpoint;
import dev.medley.serving.gateway.LiveHandler;
import dev.medley.serving.gateway.OpenApiHandler;
import dev.medley.serving.gateway.Readiness;
import dev.medley.serving.gateway.ReadyHandler;
import dev.medley.serving.metrics.MetricsHandler;
import dev.medley.serving.metrics.ServingMetrics;
import dev.medley.serving.routing.EnsembleHandler;
import dev.medley.serving.routing.EnsembleMetrics;
import dev.medley.serving.routing.Router;
import dev.medley.subscriber.CheckpointSubscriber;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;

/** All routes of a node. */
final class Endpoints {
  private Endpoints() {}

  static List<Endpoint> of(
      Chat chat,
      EventLog log,
      Router router,
      Readiness readiness,
      BooleanSupplier alive,
      CheckpointSubscriber subscriber,
      ServingMetrics metrics,
      Console console) {
    EnsembleMetrics shown = new EnsembleMetrics(router, metrics);
    ModelsHandler models = new ModelsHandler(router.adapters());
    List<Endpoint> all = new ArrayList<>();
    ConsolePage.all().forEach((path, page) -> all.add(Endpoint.get(path, OPEN, page)));
    Collections.addAll(
        all,
        Endpoint.post("/v1/chat/completions", WORK, new ChatHandler(chat, log)),
        Endpoint.post("/v1/edits", WORK, new EditHandler(log, metrics, router::control)),
        Endpoint.get("/v1/models", KEY, models),
        Endpoint.get("/v1/models/<model>", KEY, models),
        Endpoint.get("/v1/ensemble/{task}", KEY, new EnsembleHandler(router)),
        Endpoint.get("/health/live", OPEN, new LiveHandler(alive)),
        Endpoint.get("/health/ready", OPEN, new ReadyHandler(readiness, subscriber)),
        Endpoint.get("/console/state", KEY, new ConsoleState(console)),
        Endpoint.get("/console/events", KEY, new ConsoleEvents(console)),
        Endpoint.post("/console/control", KEY, new ConsoleControl(console)),
        Endpoint.get("/openapi.json", OPEN, new OpenApiHandler()),
        Endpoint.get(
            "/metrics",
            OPEN,
            new MetricsHandler(metrics, () -> refresh(shown, subscriber, metrics))));
    return all;
  }

  private static void refresh(
      EnsembleMetrics shown, CheckpointSubscriber subscriber, ServingMetrics metrics) {
    shown.refresh();
    metrics.refusedCheckpoints(subscriber.refusals());
  }
}
