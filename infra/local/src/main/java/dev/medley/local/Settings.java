package dev.medley.local;

import dev.medley.lab.Strength;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a run is asked to do.
 *
 * @param duration from readiness; empty runs until it is stopped
 * @param data folder of everything that is kept
 * @param model folder of the base model
 * @param rate edits per second, of all users together
 */
record Settings(
    Home home,
    Optional<Duration> duration,
    Path data,
    Path model,
    Strength users,
    long seed,
    boolean train,
    double rate,
    int partitions,
    int maxRestarts,
    TcpPorts ports) {

  /** The TCP ports that the parts listen on. */
  record TcpPorts(int gateway, int broker, int registry, int feedbackMetrics, int trainerMetrics) {}

  String bootstrapServers() {
    return "localhost:" + ports.broker();
  }

  String registryUrl() {
    return "http://localhost:" + ports.registry() + "/apis/ccompat/v7";
  }

  String gatewayUrl() {
    return "http://localhost:" + ports.gateway();
  }

  Path logs() {
    return data.resolve("logs");
  }
}
