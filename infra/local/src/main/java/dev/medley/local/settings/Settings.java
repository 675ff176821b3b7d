package dev.medley.local.settings;

import dev.medley.lab.users.Strength;
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
public record Settings(
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
  public record TcpPorts(
      int gateway, int broker, int registry, int feedbackMetrics, int trainerMetrics) {}

  public String bootstrapServers() {
    return "localhost:" + ports.broker();
  }

  public String registryUrl() {
    return "http://localhost:" + ports.registry() + "/apis/ccompat/v7";
  }

  public String gatewayUrl() {
    return "http://localhost:" + ports.gateway();
  }

  public Path logs() {
    return data.resolve("logs");
  }
}
