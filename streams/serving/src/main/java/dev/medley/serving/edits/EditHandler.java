package dev.medley.serving.edits;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.schemas.Control;
import dev.medley.schemas.CostUnit;
import dev.medley.schemas.Edit;
import dev.medley.schemas.TraceParent;
import dev.medley.serving.access.Caller;
import dev.medley.serving.events.EventLog;
import dev.medley.serving.http.ApiException;
import dev.medley.serving.http.Json;
import dev.medley.serving.http.JsonBody;
import dev.medley.serving.metrics.ServingMetrics;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code POST /v1/edits}: answers 202 when all replicas have the edit. Sent again it counts once,
 * as the feedback job knows an edit by its generation and revision, or where it has none by what it
 * says.
 */
public final class EditHandler implements Handler {
  private static final String KEY = "key:";

  private final EventLog log;
  private final ServingMetrics metrics;
  private final Function<String, Optional<Control>> controls;

  /**
   * @param controls what operators ask of a task: how its edits are counted
   */
  public EditHandler(
      EventLog log, ServingMetrics metrics, Function<String, Optional<Control>> controls) {
    this.log = requireNonNull(log, "log is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.controls = requireNonNull(controls, "controls is null");
  }

  @Override
  public void handle(Context context) throws IOException {
    JsonBody body = JsonBody.read(context);
    Edit edit = EditRequest.of(body);
    String task = EditRequest.task(edit.getGenerationId(), body);
    Caller caller = Caller.of(context);
    caller.require(task);
    edit.setCostUnit(costUnit(task));
    if (edit.getUser().isEmpty() && caller.hasKey()) {
      // What one user may teach is bounded: whoever names none is bounded too.
      edit.setUser(KEY + caller.name());
    }
    try (EditTrace trace = EditTrace.start(context.header(TraceParent.HEADER))) {
      log.append(edit, trace.traceParent());
    }
    metrics.edit(edit.getAction().name().toLowerCase(Locale.ROOT));
    ObjectNode taken = Json.object().put("id", edit.getGenerationId());
    if (edit.getRevision() != EditRequest.UNNUMBERED) {
      taken.put("revision", edit.getRevision());
    }
    Json.answer(context, 202, taken);
  }

  /** Null where operators ask for nothing. */
  private CostUnit costUnit(String task) {
    CostUnit unit = controls.apply(task).map(Control::getCostUnit).orElse(null);
    if (unit == CostUnit.UNKNOWN) {
      throw ApiException.of(
          503,
          "control_unknown",
          "The task's edits are to be counted in what only newer nodes know: try another");
    }
    return unit;
  }
}
