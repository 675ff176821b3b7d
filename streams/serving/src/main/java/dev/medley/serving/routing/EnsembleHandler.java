package dev.medley.serving.routing;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.names.NameRule;
import dev.medley.serving.access.Caller;
import dev.medley.serving.http.ApiException;
import dev.medley.serving.http.Json;
import io.javalin.http.Context;
import io.javalin.http.Handler;

/** {@code GET /v1/ensemble/{task}}. */
public final class EnsembleHandler implements Handler {
  private final Router router;

  public EnsembleHandler(Router router) {
    this.router = requireNonNull(router, "router is null");
  }

  @Override
  public void handle(Context context) {
    String task = context.pathParam("task");
    if (!NameRule.holds(task)) {
      throw ApiException.invalid("task", "task must have " + NameRule.WANTED);
    }
    Caller.of(context).require(task);
    Json.answer(context, 200, EnsembleView.of(task, router));
  }
}
