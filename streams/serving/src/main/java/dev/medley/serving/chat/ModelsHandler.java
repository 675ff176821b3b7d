package dev.medley.serving.chat;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.schemas.names.ArmName;
import dev.medley.serving.access.Caller;
import dev.medley.serving.generation.Adapters;
import dev.medley.serving.generation.ServingVersion;
import dev.medley.serving.http.ApiException;
import dev.medley.serving.http.Json;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code GET /v1/models}: the base, each task that has adapters, and each member by itself; and one
 * of them by its name.
 */
public final class ModelsHandler implements Handler {
  private final Adapters adapters;
  private final Instant startedAt = Instant.now();

  public ModelsHandler(Adapters adapters) {
    this.adapters = requireNonNull(adapters, "adapters is null");
  }

  @Override
  public void handle(Context context) {
    SortedMap<String, Instant> models = models(Caller.of(context));
    if (!context.pathParamMap().isEmpty()) {
      String id = context.pathParam("model");
      if (!models.containsKey(id)) {
        throw ApiException.of(404, "model_not_found", "No model of that name: GET /v1/models");
      }
      Json.answer(context, 200, model(id, models.get(id)));
      return;
    }
    ObjectNode body = Json.object().put("object", "list");
    ArrayNode data = body.putArray("data");
    models.forEach((id, createdAt) -> data.add(model(id, createdAt)));
    Json.answer(context, 200, body);
  }

  private static ObjectNode model(String id, Instant createdAt) {
    return Json.object()
        .put("id", id)
        .put("object", "model")
        .put("created", createdAt.getEpochSecond())
        .put("owned_by", "medley");
  }

  private SortedMap<String, Instant> models(Caller caller) {
    SortedMap<String, Instant> models = new TreeMap<>(Map.of(ArmName.BASE.value(), startedAt));
    for (String task : adapters.tasks()) {
      Instant newest = Instant.EPOCH;
      for (Map.Entry<String, ServingVersion> member : adapters.members(task).entrySet()) {
        Instant createdAt = member.getValue().checkpoint().getCreatedAt();
        models.put(task + "/" + member.getKey(), createdAt);
        newest = createdAt.isAfter(newest) ? createdAt : newest;
      }
      models.put(task, newest);
    }
    models.keySet().removeIf(id -> !caller.mayUse(id.split("/", -1)[0]));
    return models;
  }
}
