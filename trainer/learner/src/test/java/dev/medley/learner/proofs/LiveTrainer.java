package dev.medley.learner.proofs;

import dev.medley.kafka.Cluster;
import dev.medley.learner.TrainerProcess;
import dev.medley.standalone.Ports;
import dev.medley.testing.JavaProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A trainer in a process of its own that is watched by its metrics and its log. */
public final class LiveTrainer implements AutoCloseable {
  private final JavaProcess process;
  private final TrainerMetricsPage metrics;

  private LiveTrainer(JavaProcess process, int port) {
    this.process = process;
    this.metrics = TrainerMetricsPage.at(port);
  }

  /**
   * Starts one.
   *
   * @param arguments but for where Kafka, the registry and the metrics are
   */
  public static LiveTrainer start(Path log, Cluster kafka, List<String> arguments)
      throws IOException {
    int port = Ports.free();
    List<String> all = new ArrayList<>(List.of("train", "--metrics-port=" + port));
    // What small models answer is no text.
    all.add("--guard-contexts=0");
    all.addAll(arguments);
    return new LiveTrainer(TrainerProcess.start(log, kafka, all), port);
  }

  public LiveTrainer awaitReady() throws IOException, InterruptedException {
    TrainerProcess.awaitReady(process);
    return this;
  }

  /** The sum of a metric's samples whose line has all the labels, such as member="sft". */
  public double metric(String name, String... labels) throws IOException, InterruptedException {
    return metrics.sum(name, labels);
  }

  /** Whether a member is in a state, such as waiting; in none before the endpoint listens. */
  public boolean isIn(String member, String state) throws IOException, InterruptedException {
    try {
      return metric(
              "medley_trainer_member_state",
              "member=\"%s\"".formatted(member),
              "state=\"%s\"".formatted(state))
          == 1;
    } catch (ConnectException e) {
      return false;
    }
  }

  public void awaitState(String member, String state, Duration within) throws Exception {
    Patience.until(member + " is " + state, within, () -> isIn(member, state));
  }

  public void awaitLog(String text, Duration within) throws IOException, InterruptedException {
    process.awaitLog(text, within);
  }

  public String log() throws IOException {
    return process.log();
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGSTOP. */
  public void pause() throws IOException, InterruptedException {
    process.pause();
  }

  /** SIGCONT. */
  public void resume() throws IOException, InterruptedException {
    process.resume();
  }

  /** kill -9. */
  public void kill() {
    process.kill();
  }

  /** SIGTERM; returns once it has ended. */
  @Override
  public void close() {
    process.close();
  }
}
