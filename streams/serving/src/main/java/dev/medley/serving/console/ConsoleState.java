package dev.medley.serving.console;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.ensemble.LateEnsemble;
import dev.medley.schemas.Control;
import dev.medley.schemas.ServingMode;
import dev.medley.serving.access.Caller;
import dev.medley.serving.generation.ServingVersion;
import dev.medley.serving.http.Json;
import dev.medley.serving.routing.EnsembleView;
import dev.medley.serving.routing.Router;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** {@code GET /console/state?task=}: all tasks in brief, and one in full. */
public final class ConsoleState implements Handler {
  private final Console console;

  public ConsoleState(Console console) {
    this.console = requireNonNull(console, "console is null");
  }

  @Override
  public void handle(Context context) {
    Json.answer(context, 200, of(Caller.of(context), context.queryParam("task")));
  }

  /** What a caller may see now; of the first task where the one asked for is none of theirs. */
  ObjectNode of(Caller caller, String asked) {
    console.asked();
    Instant now = Instant.now();
    TreeSet<String> tasks = new TreeSet<>(console.tasks());
    tasks.removeIf(task -> !caller.mayUse(task));
    ObjectNode body =
        Json.object()
            .put("now", now.toString())
            .put("control", console.options().control())
            .put("texts", console.options().texts());
    ArrayNode rows = body.putArray("tasks");
    tasks.forEach(task -> writeRow(task, now, rows.addObject()));
    if (!tasks.isEmpty()) {
      writeTask(asked != null && tasks.contains(asked) ? asked : tasks.first(), now, body);
    }
    // Groups have the names of tasks, and edits are anybody's.
    if (caller.mayUse(Caller.ALL_TASKS)) {
      console
          .lag()
          .ifPresent(
              groups -> {
                ObjectNode lag = body.putObject("lag");
                groups.forEach(lag::put);
              });
      console.edits().ifPresent(edits -> body.putArray("edits").addAll(edits));
    }
    return body;
  }

  private void writeRow(String task, Instant now, ObjectNode row) {
    Router router = console.router();
    row.put("task", task);
    ServingMode mode = router.control(task).map(Control::getMode).orElse(ServingMode.CHOOSE);
    row.put("mode", mode.name().toLowerCase(Locale.ROOT));
    put(row, "charge", console.history().charge(task, ""));
    put(row, "baseCharge", console.history().charge(task, LateEnsemble.BASE));
    put(
        row,
        "freshSeconds",
        router.adapters().members(task).values().stream()
            .map(ServingVersion::checkpoint)
            .filter(checkpoint -> checkpoint.getEditsSeen() > 0)
            .mapToDouble(checkpoint -> ConsoleHistory.age(checkpoint, now))
            .min()
            .orElse(Double.NaN));
  }

  private void writeTask(String task, Instant now, ObjectNode body) {
    Router router = console.router();
    Map<String, ServingVersion> served = router.adapters().members(task);
    ObjectNode selected = body.putObject("selected").put("task", task);
    selected.set("ensemble", EnsembleView.of(task, router));
    console.history().write(task, selected.putObject("series"));
    console.checkpoints().write(task, served, selected.putArray("checkpoints"));
    console.members().write(task, now, selected.putArray("members"));
    selected.put("membersUnread", console.membersUnread());
  }

  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }
}
