package dev.medley.serving.metrics;

import dev.medley.schemas.Generation;
import dev.medley.schemas.RegistryTrouble;
import dev.medley.subscriber.Refusal;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** What an operator sees of a node at {@code /metrics}; labels never hold what a user wrote. */
public final class ServingMetrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final DistributionSummary batchSize =
      DistributionSummary.builder("medley.generation.batch.size")
          .description("Requests generated together, each time that some tokens are.")
          .register(registry);

  private final Map<String, AtomicReference<Double>> gauges = new ConcurrentHashMap<>();
  private final Map<Refusal.Reason, Long> refused = new ConcurrentHashMap<>();

  public ServingMetrics() {
    for (Refusal.Reason reason : Refusal.Reason.values()) {
      FunctionCounter.builder(
              "medley.checkpoints.refused", refused, counts -> counts.getOrDefault(reason, 0L))
          .tag("reason", reason.name().toLowerCase(Locale.ROOT))
          .description("Checkpoints that this node did not take.")
          .register(registry);
    }
    for (RegistryTrouble trouble : RegistryTrouble.values()) {
      FunctionCounter.builder("medley.registry.unavailable", trouble, RegistryTrouble::met)
          .tag("trouble", trouble.name().toLowerCase(Locale.ROOT))
          .description("Times that this node could not ask the schema registry.")
          .register(registry);
    }
  }

  MeterRegistry registry() {
    return registry;
  }

  /** All metrics in Prometheus' text format. */
  String scrape() {
    return registry.scrape();
  }

  public void httpRequest(String route, String method, int status, Duration duration) {
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

  public void generated(String task, Generation generation) {
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
  public void untracked() {
    registry.counter("medley.generation.untracked").increment();
  }

  public void shadowed(String task, String arm) {
    registry.counter("medley.ensemble.shadow.choices", "task", task, "arm", arm).increment();
  }

  /** A chosen arm failed, and the base responded. */
  public void failedChoice(String task, String arm) {
    registry.counter("medley.ensemble.failed.choices", "task", task, "arm", arm).increment();
  }

  /** A figure of an arm on all nodes; NaN where there is none yet. */
  public void arm(String figure, String task, String arm, double value) {
    set("medley.ensemble." + figure, Tags.of("task", task, "arm", arm), value);
  }

  /** Whether people answer some arms of a task more often than others. */
  public void ratesDiffer(String task, boolean differ) {
    set("medley.ensemble.response.rates.differ", Tags.of("task", task), differ ? 1 : 0);
  }

  /** Whether operators ask for a mode of a task that this node does not know. */
  public void modeUnknown(String task, boolean unknown) {
    set("medley.ensemble.mode.unknown", Tags.of("task", task), unknown ? 1 : 0);
  }

  /** Checkpoints refused since start, by what was wrong with them. */
  public void refusedCheckpoints(Map<Refusal.Reason, Long> refusals) {
    refused.putAll(refusals);
  }

  /** A figure of the checkpoint that serves; NaN where there is none. */
  public void adapter(String figure, String task, String member, double value) {
    set("medley.adapter." + figure, Tags.of("task", task, "member", member), value);
  }

  private void set(String name, Tags tags, double value) {
    gauges
        .computeIfAbsent(
            name + tags,
            key ->
                registry.gauge(name, tags, new AtomicReference<>(Double.NaN), AtomicReference::get))
        .set(value);
  }

  public void edit(String action) {
    registry.counter("medley.edits", "action", action).increment();
  }

  public void batch(int rows) {
    batchSize.record(rows);
  }

  public void refusedRequest(String reason) {
    registry.counter("medley.requests.refused", "reason", reason).increment();
  }

  /** What is counted elsewhere, from 0, by reason. */
  public void count(String name, String description, String reason, Supplier<Number> value) {
    // The counter holds what it is asked of weakly: the supplier itself would be collected.
    FunctionCounter.builder(name, this, self -> value.get().doubleValue())
        .tag("reason", reason)
        .description(description)
        .register(registry);
  }

  public void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }
}
