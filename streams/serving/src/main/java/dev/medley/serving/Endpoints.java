package dev.medley.serving;

import static dev.medley.serving.Endpoint.Access.KEY;
import static dev.medley.serving.Endpoint.Access.OPEN;
import static dev.medley.serving.Endpoint.Access.WORK;

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
    ModelsHandler models = new ModelsHandler(router.adapters());
    List<Endpoint> all = new ArrayList<>();
    ConsolePage.all().forEach((path, page) -> all.add(Endpoint.get(path, OPEN, page)));
    Collections.addAll(
        all,
        Endpoint.post("/v1/chat/completions", WORK, new ChatHandler(chat, log)),
        Endpoint.post("/v1/edits", WORK, new EditHandler(log, metrics)),
        Endpoint.get("/v1/models", KEY, models),
        Endpoint.get("/v1/models/<model>", KEY, models),
        Endpoint.get("/v1/ensemble/{task}", KEY, new EnsembleHandler(router)),
        Endpoint.get("/health/live", OPEN, new LiveHandler(alive)),
        Endpoint.get("/health/ready", OPEN, new ReadyHandler(readiness, subscriber)),
        Endpoint.get("/console/state", KEY, new ConsoleState(console)),
        Endpoint.get("/console/events", KEY, new ConsoleEvents(console)),
        Endpoint.post("/console/control", KEY, new ConsoleControl(console)),
        Endpoint.get("/openapi.json", OPEN, new OpenApiHandler()),
        Endpoint.get("/metrics", OPEN, new MetricsHandler(metrics, router, subscriber)));
    return all;
  }
}
