package dev.medley.serving.gateway;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.serving.http.Json;
import dev.medley.subscriber.CheckpointSubscriber;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.List;
import java.util.Locale;

/** {@code GET /health/ready}: which parts are missing, and the newest refused checkpoint. */
public final class ReadyHandler implements Handler {
  private final Readiness readiness;
  private final CheckpointSubscriber subscriber;

  public ReadyHandler(Readiness readiness, CheckpointSubscriber subscriber) {
    this.readiness = requireNonNull(readiness, "readiness is null");
    this.subscriber = requireNonNull(subscriber, "subscriber is null");
  }

  @Override
  public void handle(Context context) {
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
}
