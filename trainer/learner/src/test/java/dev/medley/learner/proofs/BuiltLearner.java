package dev.medley.learner.proofs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.kafka.Cluster;
import dev.medley.standalone.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A trainer by the launcher of a build, this one or another. */
public final class BuiltLearner implements AutoCloseable {
  private static final String READY = "Trainer is ready";
  private static final Duration READY_WITHIN = Duration.ofMinutes(15);
  private static final Duration END_WITHIN = Duration.ofMinutes(5);

  private final Process process;
  private final Path log;
  private final long began;
  private final TrainerMetricsPage metrics;

  private BuiltLearner(Process process, Path log, long began, int port) {
    this.process = process;
    this.log = log;
    this.began = began;
    this.metrics = TrainerMetricsPage.at(port);
  }

  /**
   * Starts one.
   *
   * @param launcher such as trainer/learner/learner
   * @param arguments but for where Kafka and the registry are; those with a name that the build's
   *     {@code train --help} does not know are left out
   */
  public static BuiltLearner start(Path launcher, Path log, Cluster kafka, List<String> arguments)
      throws IOException, InterruptedException {
    String help = help(launcher);
    List<String> command = new ArrayList<>(List.of(launcher.toString(), "train"));
    arguments.stream().filter(a -> help.contains(a.replaceFirst("=.*", "="))).forEach(command::add);
    command.add("--bootstrap-servers=" + kafka.brokers());
    command.add("--schema-registry=" + kafka.registry());
    command.add("--topic-prefix=" + kafka.prefix());
    int port = Ports.free();
    command.add("--metrics-port=" + port);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(log.toFile());
    long began = System.nanoTime();
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new BuiltLearner(process, log, began, port);
  }

  private static String help(Path launcher) throws IOException, InterruptedException {
    Process help =
        new ProcessBuilder(launcher.toString(), "train", "--help")
            .redirectErrorStream(true)
            .start();
    String text = new String(help.getInputStream().readAllBytes(), UTF_8);
    if (help.waitFor() != 0) {
      throw new IllegalStateException("%s train --help: %s".formatted(launcher, text));
    }
    return text;
  }

  /** Returns seconds from the start of its process until it was ready. */
  public double awaitReady() throws Exception {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!Files.readString(log).contains(READY)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException("It does not get ready: see " + log);
      }
      Thread.sleep(10);
    }
    return (System.nanoTime() - began) / 1e9;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /** What its endpoint says now. */
  public Scrape scrape() throws IOException, InterruptedException {
    return metrics.scrape();
  }

  /** kill -9. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** SIGTERM; returns once it has ended. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(END_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
    throw new IllegalStateException("It did not end within %s: see %s".formatted(END_WITHIN, log));
  }
}
