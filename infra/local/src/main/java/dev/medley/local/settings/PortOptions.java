package dev.medley.local.settings;

import dev.medley.kafka.options.Whole;
import picocli.CommandLine.Option;

/** The TCP ports that the parts listen on; a picocli mixin. */
public final class PortOptions {
  @Option(
      names = "--port",
      converter = Whole.FixedPort.class,
      defaultValue = "${MEDLEY_PORT:-8080}",
      description = "TCP port of the gateway. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--broker-port",
      converter = Whole.FixedPort.class,
      defaultValue = "${MEDLEY_KAFKA_PORT:-9092}",
      description = "TCP port of Kafka. Default: ${DEFAULT-VALUE}.")
  private int brokerPort;

  @Option(
      names = "--registry-port",
      converter = Whole.FixedPort.class,
      defaultValue = "${MEDLEY_REGISTRY_PORT:-8081}",
      description = "TCP port of the schema registry. Default: ${DEFAULT-VALUE}.")
  private int registryPort;

  @Option(
      names = "--feedback-metrics-port",
      converter = Whole.FixedPort.class,
      defaultValue = "${MEDLEY_FEEDBACK_METRICS_PORT:-9249}",
      description = "TCP port of the feedback job's metrics. Default: ${DEFAULT-VALUE}.")
  private int feedbackMetricsPort;

  @Option(
      names = "--trainer-metrics-port",
      converter = Whole.FixedPort.class,
      defaultValue = "${MEDLEY_TRAINER_METRICS_PORT:-9250}",
      description = "TCP port of the trainer's metrics. Default: ${DEFAULT-VALUE}.")
  private int trainerMetricsPort;

  public Settings.TcpPorts ports() {
    return new Settings.TcpPorts(
        port, brokerPort, registryPort, feedbackMetricsPort, trainerMetricsPort);
  }
}
