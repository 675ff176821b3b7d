package dev.medley.feedback.job;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.util.Properties;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.prometheus.AbstractPrometheusReporter;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Flink's Prometheus reporter on one address: its own listens on all. Made by Flink, by name. */
public final class MetricsOnHost implements MetricReporterFactory {
  @Override
  public MetricReporter createMetricReporter(Properties properties) {
    return new Reporter();
  }

  private static final class Reporter extends AbstractPrometheusReporter {
    private HTTPServer server;

    @Override
    public void open(MetricConfig config) {
      super.open(config);
      InetSocketAddress address =
          new InetSocketAddress(
              config.getString("host", "localhost"), config.getInteger("port", 0));
      try {
        server = new HTTPServer(address, registry(), true);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot listen on %s for metrics".formatted(address), e);
      }
    }

    /** Flink shows it to nobody outside its package. */
    private CollectorRegistry registry() {
      try {
        Field registry = AbstractPrometheusReporter.class.getDeclaredField("registry");
        registry.setAccessible(true);
        return (CollectorRegistry) registry.get(this);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("This Flink's reporter keeps its metrics elsewhere", e);
      }
    }

    @Override
    public void close() {
      server.stop();
      super.close();
    }
  }
}
