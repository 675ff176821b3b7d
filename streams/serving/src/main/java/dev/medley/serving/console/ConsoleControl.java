package dev.medley.serving.console;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.control.ControlChange;
import dev.medley.kafka.control.ControlRefusedException;
import dev.medley.kafka.control.ControlWriter;
import dev.medley.schemas.Control;
import dev.medley.schemas.names.Lengths;
import dev.medley.serving.access.Caller;
import dev.medley.serving.http.ApiException;
import dev.medley.serving.http.Json;
import dev.medley.serving.http.JsonBody;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /console/control}: what operators ask for goes to {@code control}, from which all
 * nodes and the trainer take it. Taken only as JSON from the console's own page, which no other
 * page can send.
 */
public final class ConsoleControl implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleControl.class);

  private final Console console;

  public ConsoleControl(Console console) {
    this.console = requireNonNull(console, "console is null");
  }

  @Override
  public void handle(Context context) throws IOException {
    checkAllowed(context);
    // Keys of products are for their tasks; operators' are for all.
    Caller.of(context).require(Caller.ALL_TASKS);
    JsonBody body = JsonBody.read(context);
    String task = body.text("task");
    if (!console.tasks().contains(task)) {
      throw ApiException.of(
          404, "task_not_found", "No task of that name serves here or has members");
    }
    String reason = body.name("reason");
    if (reason.length() > Lengths.REASON) {
      throw ApiException.invalid(
          "reason", "reason is over %d characters".formatted(Lengths.REASON));
    }
    ControlChange change = change(task, body);
    try {
      Control changed = new ControlWriter(console.kafka()).change(task, change, reason);
      LOG.atInfo().addKeyValue("task", task).log("Asked from the console");
      Json.answer(
          context,
          202,
          Json.object().put("task", task).put("changedAt", changed.getChangedAt().toString()));
    } catch (ControlRefusedException e) {
      throw ApiException.of(409, "newer_request", e.getMessage());
    } catch (AuthorizationException e) {
      LOG.atWarn().addKeyValue("reason", e.getMessage()).log("Not asked from the console");
      throw ApiException.of(
          503, "not_permitted", "Kafka does not let this node write control: see its log");
    } catch (KafkaException e) {
      LOG.atWarn().addKeyValue("reason", e.getMessage()).log("Not asked from the console");
      throw ApiException.of(503, "kafka_unavailable", "Kafka did not take it: try again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.of(503, "stopping", "This node is stopping: try another");
    }
  }

  private void checkAllowed(Context context) {
    if (!console.options().control()) {
      throw ApiException.of(
          403, "control_off", "The console only shows here: start the node with --console-control");
    }
    String site = context.header("Sec-Fetch-Site");
    String type = context.header("Content-Type");
    boolean own = site == null || site.equals("same-origin") || site.equals("none");
    if (!own || type == null || !type.startsWith("application/json")) {
      throw ApiException.of(403, "foreign_page", "Only the console's own page may ask, in JSON");
    }
  }

  private ControlChange change(String task, JsonBody body) {
    return switch (body.text("action")) {
      case "choose" -> ControlChange.choose();
      case "shadow" -> ControlChange.shadow();
      case "pause" -> ControlChange.pause();
      case "resume" -> ControlChange.resume();
      case "pin" -> ControlChange.pin(arm(task, body.text("arm")));
      case "roll-back" -> rollBack(task, body);
      case "retry" -> retry(task, body.text("member"));
      default ->
          throw ApiException.invalid(
              "action", "action must be choose, shadow, pause, resume, pin, roll-back or retry");
    };
  }

  private String arm(String task, String arm) {
    if (!console.router().arms(task).containsKey(arm)) {
      throw ApiException.invalid("arm", "arm must be one that serves the task");
    }
    return arm;
  }

  private ControlChange retry(String task, String member) {
    if (!console.members().has(task, member)) {
      throw ApiException.invalid("member", "member must be one of which a trainer told");
    }
    return ControlChange.retry(member);
  }

  private ControlChange rollBack(String task, JsonBody body) {
    String member = body.text("member");
    long version = body.integer("version", -1, 1, Long.MAX_VALUE);
    if (!console.checkpoints().has(task, member, version)) {
      throw ApiException.invalid("version", "version must be a checkpoint that is on Kafka");
    }
    return ControlChange.rollBack(member, version);
  }
}
