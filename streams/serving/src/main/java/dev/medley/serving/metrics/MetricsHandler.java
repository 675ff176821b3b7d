package dev.medley.serving.metrics;

import static java.util.Objects.requireNonNull;

import dev.medley.serving.routing.EnsembleMetrics;
import dev.medley.serving.routing.Router;
import dev.medley.subscriber.CheckpointSubscriber;
import io.javalin.http.Context;
import io.javalin.http.Handler;

/** {@code GET /metrics}, in Prometheus' text format. */
public final class MetricsHandler implements Handler {
  private final ServingMetrics metrics;
  private final EnsembleMetrics ensembleMetrics;
  private final CheckpointSubscriber subscriber;

  public MetricsHandler(ServingMetrics metrics, Router router, CheckpointSubscriber subscriber) {
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.ensembleMetrics = new EnsembleMetrics(router, metrics);
    this.subscriber = requireNonNull(subscriber, "subscriber is null");
  }

  @Override
  public void handle(Context context) {
    ensembleMetrics.refresh();
    metrics.refusedCheckpoints(subscriber.refusals());
    context.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.scrape());
  }
}
