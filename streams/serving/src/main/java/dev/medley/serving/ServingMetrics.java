package dev.medley.serving;

import dev.medley.schemas.Generation;
import dev.medley.subscriber.Refusal;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** What an operator sees of a node at {@code /metrics}; labels never hold what a user wrote. */
final class ServingMetrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final DistributionSummary batchSize =
      DistributionSummary.builder("medley.generation.batch.size")
          .description("Requests generated together, each time that some tokens are.")
          .register(registry);

  private final Map<String, AtomicReference<Double>> gauges = new ConcurrentHashMap<>();

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

  void generated(String task, Generation generation) {
    String member = generation.getMember();
    registry
        .counter(
            "medley.generation.responses",
            "task",
            task,
            "member",
            member,
            "finish_reason",
            generation.getFinishReason().name())
        .increment();
    registry
        .counter("medley.generation.prompt.tokens", "task", task, "member", member)
        .increment(generation.getPromptTokens());
    registry
        .counter("medley.generation.response.tokens", "task", task, "member", member)
        .increment(generation.getResponseTokens());
  }

  /** A response that was given out, though Kafka did not take it. */
  void untracked() {
    registry.counter("medley.generation.untracked").increment();
  }

  void shadowed(String task, String arm) {
    registry.counter("medley.ensemble.shadow.choices", "task", task, "arm", arm).increment();
  }

  /** A figure of an arm on all nodes; NaN where there is none yet. */
  void arm(String figure, String task, String arm, double value) {
    set("medley.ensemble." + figure, Tags.of("task", task, "arm", arm), value);
  }

  /** Whether people answer some arms of a task more often than others. */
  void ratesDiffer(String task, boolean differ) {
    set("medley.ensemble.response.rates.differ", Tags.of("task", task), differ ? 1 : 0);
  }

  /** Checkpoints refused since start, by what was wrong with them. */
  void refusedCheckpoints(Map<Refusal.Reason, Long> refusals) {
    for (Refusal.Reason reason : Refusal.Reason.values()) {
      String name = reason.name().toLowerCase(Locale.ROOT);
      set(
          "medley.checkpoints.refused",
          Tags.of("reason", name),
          (double) refusals.getOrDefault(reason, 0L));
    }
  }

  private void set(String name, Tags tags, double value) {
    gauges
        .computeIfAbsent(
            name + tags,
            key ->
                registry.gauge(name, tags, new AtomicReference<>(Double.NaN), AtomicReference::get))
        .set(value);
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
    gauge("medley.adapters", "Adapters that are loaded, draining ones among them.", open::get);
  }

  void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }
}
