package dev.medley.learner;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.medley.learner.member.Member;
import dev.medley.learner.member.MemberFigures;
import dev.medley.learner.memory.LabelMemory;
import dev.medley.learner.model.MemberModel;
import dev.medley.learner.settings.MemberId;
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

  /** Takes a member's figures over; those of its loss and of the gate under TRL's names. */
  void update(Seat seat) {
    for (Seat.State state : Seat.State.values()) {
      Tags tags = Tags.of("state", state.name().toLowerCase(Locale.ROOT));
      gauge(seat.id(), "member.state", tags, seat.state() == state ? 1 : 0);
    }
    MemberFigures figures = seat.figures();
    counter(seat.id(), "reopened", Tags.empty(), seat.reopened());
    counter(seat.id(), "checkpoints.refused", Tags.empty(), figures.refusals());
    counter(seat.id(), "checkpoints.unpublishable", Tags.empty(), figures.unpublishable());
    counter(seat.id(), "labels.skipped", Tags.empty(), figures.skippedLabels());
    counter(seat.id(), "labels.lost", Tags.empty(), figures.lostLabels());
    seat.member().ifPresent(this::update);
  }

  private void update(Member member) {
    MemberModel model = member.model();
    MemberFigures figures = member.figures();
    MemberId id = member.id();
    if (!figures.isMeasured()) {
      figures.measure(new StageTimes(registry, tags(id)));
    }
    gauge(id, "lag", (double) member.lag());
    gauge(id, "lag.seconds", member.lagTime().toMillis() / 1e3);
    // 0 before its first label.
    gauge(id, "newest.edit.timestamp.seconds", model.memory().newestEditAt().toEpochMilli() / 1e3);
    gauge(id, "eta.seconds", (double) figures.progress().eta().toSeconds());
    gauge(id, "labels.per.second", figures.progress().labelsPerSecond());
    gauge(id, "edits.seen", (double) member.editsSeen());
    gauge(id, "steps", (double) member.steps());
    gauge(id, "checkpoint", (double) member.version());
    gauge(id, "redo.seconds", member.toRedo().toMillis() / 1e3);
    gauge(id, "learning_rate", model.learningRate());
    gauge(id, "loss", figures.newest().loss());
    figures.newest().metrics().forEach((name, value) -> gauge(id, name, value));
    figures.heldOut().forEach((name, value) -> gauge(id, name, value));
    counter(id, "steps.skipped", Tags.empty(), model.skippedSteps());
    counter(id, "labels.unreadable", Tags.empty(), member.unreadable());
    Map<LabelMemory.Fate, Long> fates = model.memory().fates();
    for (LabelMemory.Fate fate : LabelMemory.Fate.values()) {
      Tags tags = Tags.of("fate", fate.name().toLowerCase(Locale.ROOT));
      counter(id, "labels", tags, fates.getOrDefault(fate, 0L));
    }
  }

  /** What an operator sees, in Prometheus' text format. */
  String scrape() {
    return registry.scrape();
  }

  private void gauge(MemberId id, String name, double value) {
    gauge(id, name, Tags.empty(), value);
  }

  private void gauge(MemberId id, String name, Tags more, double value) {
    String key = id + " " + name + " " + more;
    if (values.put(key, value) == null) {
      Gauge.builder("medley.trainer." + name.replace('/', '.'), () -> values.get(key))
          .tags(tags(id).and(more))
          .register(registry);
    }
  }

  private void counter(MemberId id, String name, Tags more, long value) {
    String key = id + " " + name + " " + more;
    if (values.put(key, (double) value) == null) {
      FunctionCounter.builder("medley.trainer." + name, values, found -> found.get(key))
          .tags(tags(id).and(more))
          .register(registry);
    }
  }

  private static Tags tags(MemberId id) {
    return Tags.of("task", id.task(), "member", id.name());
  }

  @Override
  public void close() {
    server.stop(0);
    registry.close();
  }
}
