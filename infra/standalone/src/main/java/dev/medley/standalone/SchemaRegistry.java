package dev.medley.standalone;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An Apicurio registry as a process of its own, spoken to through Confluent's API. */
public final class SchemaRegistry implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  private final Process process;
  private final String url;

  private SchemaRegistry(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts a registry and waits until it answers.
   *
   * @param home folder of the unpacked Apicurio distribution
   * @param data folder of its database and its log
   * @param port TCP port; 0 takes a free one
   */
  public static SchemaRegistry start(Path home, Path data, int port) {
    requireNonNull(home, "home is null");
    int httpPort = port == 0 ? Ports.free() : Ports.requireFree(port, "the schema registry");
    try {
      Files.createDirectories(data);
      ProcessBuilder builder = new ProcessBuilder(Leash.around(command(home, httpPort)));
      // Without WRITE_DELAY=0 a kill can lose an id, and with it every record written under it.
      builder
          .environment()
          .put(
              "REGISTRY_DATASOURCE_URL",
              "jdbc:h2:file:" + data.resolve("registry").toAbsolutePath() + ";WRITE_DELAY=0");
      builder.redirectErrorStream(true).redirectOutput(data.resolve("registry.log").toFile());
      Process process = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
      String url = "http://localhost:" + httpPort + "/apis/ccompat/v7";
      SchemaRegistry registry = new SchemaRegistry(process, url);
      registry.awaitReady(data.resolve("registry.log"));
      registry.put("/config", "{\"compatibility\":\"BACKWARD_TRANSITIVE\"}");
      return registry;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start the schema registry in " + data, e);
    }
  }

  /** Base address of the Confluent-compatible API. */
  public String url() {
    return url;
  }

  public Process process() {
    return process;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> command(Path home, int port) throws IOException {
    List<Path> runners;
    try (Stream<Path> files = Files.list(home)) {
      runners = files.filter(file -> file.toString().endsWith("-runner.jar")).toList();
    }
    if (runners.size() != 1) {
      throw new IllegalArgumentException(
          "%s holds %d Apicurio runners, not 1: build infra/standalone first"
              .formatted(home, runners.size()));
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.add("-Dquarkus.http.host=localhost");
    command.add("-Dquarkus.http.port=" + port);
    command.addAll(List.of("-jar", runners.get(0).toAbsolutePath().toString()));
    return command;
  }

  private void awaitReady(Path log) throws IOException {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) {
        throw new IllegalStateException(
            "The schema registry ended with status %d: see %s".formatted(process.exitValue(), log));
      }
      if (answers()) {
        return;
      }
      pause();
    }
    close();
    throw new IllegalStateException(
        "The schema registry did not answer within %s: see %s".formatted(READY_WITHIN, log));
  }

  private boolean answers() {
    try {
      return send(HttpRequest.newBuilder(URI.create(url + "/subjects")).GET()) == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private void put(String path, String json) throws IOException {
    int status =
        send(
            HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    if (status != 200) {
      throw new IOException("The schema registry answered %d to PUT %s".formatted(status, path));
    }
  }

  private static int send(HttpRequest.Builder request) throws IOException {
    try {
      return HttpClient.newHttpClient()
          .send(
              request.timeout(Duration.ofSeconds(5)).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while waiting for the schema registry", e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the schema registry", e);
    }
  }
}
