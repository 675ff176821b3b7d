package dev.medley.local.settings;

import dev.medley.lab.options.UpLearning;
import dev.medley.lab.users.Strength;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a run is asked to do.
 *
 * @param duration from readiness; empty runs until it is stopped
 * @param data folder of everything that is kept
 * @param model folder of the base model
 * @param tasks that are learnt
 * @param members that learn each of them; empty for all that there are
 * @param host address that the gateway listens on
 * @param simulated users who edit; empty where whoever started it sends edits of their own
 */
public record Settings(
    Home home,
    Optional<Duration> duration,
    Path data,
    Path model,
    List<String> tasks,
    Optional<List<String>> members,
    double learningRate,
    Optional<Simulated> simulated,
    long seed,
    boolean train,
    int partitions,
    int maxRestarts,
    String host,
    TcpPorts ports) {
  private static final Set<String> ALL_INTERFACES = Set.of("0.0.0.0", "::", "[::]");
  private static final Duration LINGER = Duration.ofSeconds(30);
  private static final Duration PUBLISH_INTERVAL = Duration.ofSeconds(5);

  public Settings {
    tasks = List.copyOf(tasks);
    members = members.map(List::copyOf);
  }

  /**
   * Simulated users.
   *
   * @param rate edits per second, of all of them together
   */
  public record Simulated(Strength strength, double rate) {}

  /** The TCP ports that the parts listen on. */
  public record TcpPorts(
      int gateway, int broker, int registry, int feedbackMetrics, int trainerMetrics) {}

  /** What the trainer is told of waiting, and what is said of it: one edit of one's own shows. */
  public Patience patience() {
    return new Patience(UpLearning.MICRO_BATCH, LINGER, PUBLISH_INTERVAL);
  }

  public String bootstrapServers() {
    return "localhost:" + ports.broker();
  }

  public String registryUrl() {
    return "http://localhost:" + ports.registry() + "/apis/ccompat/v7";
  }

  /** Where to look, in a line's words. */
  public String addresses() {
    return "gateway at %s, console at %s/console, data and logs in %s"
        .formatted(gatewayUrl(), gatewayUrl(), data);
  }

  public String gatewayUrl() {
    String name = ALL_INTERFACES.contains(host) ? "localhost" : host;
    return "http://%s:%d".formatted(name, ports.gateway());
  }

  /** Whether nobody but this machine reaches the gateway. */
  public boolean hostIsLocal() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  public Path logs() {
    return data.resolve("logs");
  }
}
