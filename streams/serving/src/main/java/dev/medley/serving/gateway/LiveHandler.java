package dev.medley.serving.gateway;

import static java.util.Objects.requireNonNull;

import dev.medley.serving.http.Json;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.function.BooleanSupplier;

/** {@code GET /health/live}: whether the process can still do its work. */
public final class LiveHandler implements Handler {
  private final BooleanSupplier alive;

  public LiveHandler(BooleanSupplier alive) {
    this.alive = requireNonNull(alive, "alive is null");
  }

  @Override
  public void handle(Context context) {
    boolean live = alive.getAsBoolean();
    Json.answer(context, live ? 200 : 503, Json.object().put("live", live));
  }
}
