package dev.medley.learner;

import dev.medley.kafka.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A learner's command in a process of its own, on this class path. */
final class TrainerProcess implements AutoCloseable {
  /** A transaction that a kill left open is aborted by the broker after a minute. */
  private static final Duration READY_WITHIN = Duration.ofMinutes(2);

  private final Process process;
  private final Path log;

  private TrainerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static TrainerProcess start(Path log, Cluster kafka, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=dev.medley",
                "-cp",
                System.getProperty("java.class.path"),
                LearnerCommand.class.getName()));
    command.addAll(arguments);
    command.add("--bootstrap-servers=" + kafka.brokers());
    command.add("--schema-registry=" + kafka.registry());
    command.add("--topic-prefix=" + kafka.prefix());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("MEDLEY_LOG", "json");
    return new TrainerProcess(builder.start(), log);
  }

  void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!Files.readString(log).contains("Trainer is ready")) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException("It does not get ready: " + Files.readString(log));
      }
      Thread.sleep(20);
    }
  }

  /** Its exit status, once it has ended by itself. */
  int await(Duration patience) throws InterruptedException {
    process.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
    return process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** kill -9. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** SIGTERM. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
