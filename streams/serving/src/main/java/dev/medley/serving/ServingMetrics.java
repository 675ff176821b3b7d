package dev.medley.serving;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What an operator sees of a node at {@code /metrics}; labels never hold what a user wrote. */
final class ServingMetrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final DistributionSummary batchSize =
      DistributionSummary.builder("medley.generation.batch.size")
          .description("Requests per batch.")
          .register(registry);

  /** All metrics in Prometheus' text format. */
  String scrape() {
    return registry.scrape();
  }

  void httpRequest(String route, String method, int status, Duration duration) {
    registry
        .timer(
            "medley.http.requests",
            "route",
            route,
            "method",
            method,
            "status",
            String.valueOf(status))
        .record(duration);
  }

  void generated(String task, String member, int promptTokens, int responseTokens, String finish) {
    registry
        .counter(
            "medley.generation.responses", "task", task, "member", member, "finish_reason", finish)
        .increment();
    registry
        .counter("medley.generation.prompt.tokens", "task", task, "member", member)
        .increment(promptTokens);
    registry
        .counter("medley.generation.response.tokens", "task", task, "member", member)
        .increment(responseTokens);
  }

  void edit(String action) {
    registry.counter("medley.edits", "action", action).increment();
  }

  void batch(int rows) {
    batchSize.record(rows);
  }

  void swapped(String task, String member) {
    registry.counter("medley.adapter.swaps", "task", task, "member", member).increment();
  }

  void refusedRequest(String reason) {
    registry.counter("medley.requests.refused", "reason", reason).increment();
  }

  void openAdapters(AtomicInteger open) {
    gauge("medley.adapters", "Adapters in memory, draining ones among them.", open::get);
  }

  void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }
}
