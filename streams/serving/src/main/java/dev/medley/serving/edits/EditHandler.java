package dev.medley.serving.edits;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.Edit;
import dev.medley.schemas.TraceParent;
import dev.medley.serving.access.Caller;
import dev.medley.serving.events.EventLog;
import dev.medley.serving.http.Json;
import dev.medley.serving.http.JsonBody;
import dev.medley.serving.metrics.ServingMetrics;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.Locale;

/**
 * {@code POST /v1/edits}: answers 202 when all replicas have the edit. Sent again it counts once,
 * as the feedback job knows an edit by its generation and revision.
 */
public final class EditHandler implements Handler {
  private final EventLog log;
  private final ServingMetrics metrics;

  public EditHandler(EventLog log, ServingMetrics metrics) {
    this.log = requireNonNull(log, "log is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
  }

  @Override
  public void handle(Context context) throws IOException {
    JsonBody body = JsonBody.read(context);
    Edit edit = EditRequest.of(body);
    Caller.of(context).require(EditRequest.task(edit.getGenerationId(), body));
    try (EditTrace trace = EditTrace.start(context.header(TraceParent.HEADER))) {
      log.append(edit, trace.traceParent());
    }
    metrics.edit(edit.getAction().name().toLowerCase(Locale.ROOT));
    Json.answer(
        context,
        202,
        Json.object().put("id", edit.getGenerationId()).put("revision", edit.getRevision()));
  }
}
