package dev.medley.serving.metrics;

import static java.util.Objects.requireNonNull;

import io.javalin.http.Context;
import io.javalin.http.Handler;

/** {@code GET /metrics}, in Prometheus' text format. */
public final class MetricsHandler implements Handler {
  private final ServingMetrics metrics;
  private final Runnable refresh;

  /**
   * @param refresh brings what is looked up, rather than counted, up to date
   */
  public MetricsHandler(ServingMetrics metrics, Runnable refresh) {
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.refresh = requireNonNull(refresh, "refresh is null");
  }

  @Override
  public void handle(Context context) {
    refresh.run();
    context.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.scrape());
  }
}
