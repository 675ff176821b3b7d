package dev.medley.learner;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What members are doing, for Prometheus, at {@code /metrics}. Updated by the training thread. */
final class TrainerMetrics implements AutoCloseable {
  private static final List<String> LEARNING =
      List.of(
          "loss",
          "grad_norm",
          "rewards/margins",
          "rewards/accuracies",
          "reward",
          "kl",
          "cost_model/mean_absolute_error");

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
          byte[] page = registry.scrape().getBytes(UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
  }

  void update(Member member) {
    set(member, "lag", (double) member.lag());
    set(member, "edits.seen", (double) member.editsSeen());
    set(member, "steps", (double) member.steps());
    set(member, "checkpoint", (double) member.version());
    set(member, "loss", member.newest().loss());
    Map<String, Double> metrics = member.newest().metrics();
    for (String name : LEARNING) {
      if (metrics.containsKey(name)) {
        set(member, name.replace('/', '.'), metrics.get(name));
      }
    }
  }

  private void set(Member member, String name, double value) {
    String key = member.id() + " " + name;
    boolean known = values.put(key, value) != null;
    if (!known) {
      Gauge.builder("medley.trainer." + name, () -> values.get(key))
          .tags(Tags.of("task", member.id().task(), "member", member.id().kind().memberName()))
          .register(registry);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    registry.close();
  }
}
