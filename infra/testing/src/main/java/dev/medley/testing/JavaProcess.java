package dev.medley.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Java program in a process of its own; it dies with this JVM. */
public final class JavaProcess implements AutoCloseable {
  private static final long END_WITHIN_SECONDS = 30;

  private final Process process;
  private final Path log;

  private JavaProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** A program on this class path. */
  public static Builder of(Class<?> main) {
    return of(main.getName(), System.getProperty("java.class.path"));
  }

  public static Builder of(String main, String classpath) {
    return new Builder(main, classpath);
  }

  /** What it is started with. */
  public static final class Builder {
    private final String main;
    private final String classpath;
    private final List<String> flags = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> arguments = new ArrayList<>();
    private String heap = "512m";

    private Builder(String main, String classpath) {
      this.main = main;
      this.classpath = classpath;
    }

    /** Its largest, such as 1g; 512m where nothing is said. */
    public Builder heap(String largest) {
      heap = largest;
      return this;
    }

    public Builder jvm(String... more) {
      flags.addAll(List.of(more));
      return this;
    }

    public Builder environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    public Builder arguments(String... more) {
      return arguments(List.of(more));
    }

    public Builder arguments(List<String> more) {
      arguments.addAll(more);
      return this;
    }

    /** Starts it; what it prints is added to the log. */
    public JavaProcess start(Path log) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("-Xmx" + heap);
      command.add("-Dorg.apache.avro.SERIALIZABLE_PACKAGES=dev.medley");
      command.addAll(flags);
      command.addAll(List.of("-cp", classpath, main));
      command.addAll(arguments);
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      builder
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      Process process = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new JavaProcess(process, log);
    }
  }

  /**
   * Waits until the log has a text.
   *
   * @throws IllegalStateException with the log, where the process ends or the time is over before
   */
  public void awaitLog(String text, Duration within) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    while (!log().contains(text)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%s does not come %s: %s"
                .formatted(text, process.isAlive() ? "within " + within : "before the end", log()));
      }
      Thread.sleep(20);
    }
  }

  /**
   * Waits until it has ended by itself.
   *
   * @return its exit status
   * @throws IllegalStateException with the log, where the time is over before
   */
  public int await(Duration within) throws IOException, InterruptedException {
    if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("It does not end within %s: %s".formatted(within, log()));
    }
    return process.exitValue();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** All that it has printed, after what the log held before. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  /** SIGSTOP: it keeps what it holds, and does nothing until {@link #resume()}. */
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** SIGCONT. */
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    String pid = String.valueOf(process.pid());
    Process kill = new ProcessBuilder("kill", "-" + name, pid).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new IllegalStateException(
          "kill -%s %s ends with %d".formatted(name, pid, kill.exitValue()));
    }
  }

  public long pid() {
    return process.pid();
  }

  /** kill -9; returns once it is gone. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /**
   * SIGTERM; returns once it has ended.
   *
   * @throws IllegalStateException where only kill -9 ended it
   */
  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(END_WITHIN_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
    throw new IllegalStateException(
        "It did not end within %d s of SIGTERM: see %s".formatted(END_WITHIN_SECONDS, log));
  }
}
