package dev.medley.learner;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.medley.learner.memory.LabelMemory;
import dev.medley.learner.model.MemberModel;
import dev.medley.learner.telemetry.StageTimes;
import dev.medley.schemas.RegistryTrouble;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What members are doing, for Prometheus, at {@code /metrics}. Updated by the training thread. */
final class TrainerMetrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<String, Double> values = new ConcurrentHashMap<>();
  private final HttpServer server;

  TrainerMetrics(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(port), 0);
    } catch (BindException e) {
      throw new IllegalStateException(
          "Port %d is taken: choose another --metrics-port".formatted(port), e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot listen on port " + port, e);
    }
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] page = scrape().getBytes(UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
    for (RegistryTrouble trouble : RegistryTrouble.values()) {
      FunctionCounter.builder("medley.trainer.registry.unavailable", trouble, RegistryTrouble::met)
          .tag("trouble", trouble.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  /** Measures a member's stages from now on, and shows its figures from the start. */
  void watch(Member member) {
    member.figures().measure(new StageTimes(registry, tags(member)));
    update(member);
  }

  /** Takes a member's figures over; those of its loss and of the gate under TRL's names. */
  void update(Member member) {
    MemberModel model = member.model();
    MemberFigures figures = member.figures();
    gauge(member, "lag", (double) member.lag());
    gauge(member, "lag.seconds", member.lagTime().toMillis() / 1e3);
    // 0 before its first label.
    gauge(
        member,
        "newest.edit.timestamp.seconds",
        model.memory().newestEditAt().toEpochMilli() / 1e3);
    gauge(member, "eta.seconds", (double) figures.progress().eta().toSeconds());
    gauge(member, "labels.per.second", figures.progress().labelsPerSecond());
    gauge(member, "edits.seen", (double) member.editsSeen());
    gauge(member, "steps", (double) member.steps());
    gauge(member, "checkpoint", (double) member.version());
    gauge(member, "learning_rate", model.learningRate());
    gauge(member, "loss", figures.newest().loss());
    figures.newest().metrics().forEach((name, value) -> gauge(member, name, value));
    figures.heldOut().forEach((name, value) -> gauge(member, name, value));
    counter(member, "checkpoints.refused", Tags.empty(), figures.refusals());
    counter(member, "checkpoints.unpublishable", Tags.empty(), figures.unpublishable());
    counter(member, "steps.skipped", Tags.empty(), model.skippedSteps());
    counter(member, "labels.unreadable", Tags.empty(), member.unreadable());
    Map<LabelMemory.Fate, Long> fates = model.memory().fates();
    for (LabelMemory.Fate fate : LabelMemory.Fate.values()) {
      Tags tags = Tags.of("fate", fate.name().toLowerCase(Locale.ROOT));
      counter(member, "labels", tags, fates.getOrDefault(fate, 0L));
    }
  }

  /** What an operator sees, in Prometheus' text format. */
  String scrape() {
    return registry.scrape();
  }

  private void gauge(Member member, String name, double value) {
    String key = member.id() + " " + name;
    if (values.put(key, value) == null) {
      Gauge.builder("medley.trainer." + name.replace('/', '.'), () -> values.get(key))
          .tags(tags(member))
          .register(registry);
    }
  }

  private void counter(Member member, String name, Tags more, long value) {
    String key = member.id() + " " + name + " " + more;
    if (values.put(key, (double) value) == null) {
      FunctionCounter.builder("medley.trainer." + name, values, found -> found.get(key))
          .tags(tags(member).and(more))
          .register(registry);
    }
  }

  private static Tags tags(Member member) {
    return Tags.of("task", member.id().task(), "member", member.id().name());
  }

  @Override
  public void close() {
    server.stop(0);
    registry.close();
  }
}
