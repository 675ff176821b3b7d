package dev.medley.feedback;

import dev.medley.standalone.Ports;
import java.io.IOException;
import java.nio.file.Path;

/** A broker in a process of its own, so that it can be killed and come back. */
final class BrokerProcess implements AutoCloseable {
  private final Path data;
  private final int port = Ports.free();
  private Process process;

  BrokerProcess(Path data) {
    this.data = data;
  }

  String bootstrapServers() {
    return "localhost:" + port;
  }

  void start() throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.medley.standalone.BrokerMain",
                "--data",
                data.resolve("kafka").toString(),
                "--port",
                String.valueOf(port))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(data.resolve("broker.log").toFile()))
            .start();
    Process started = process;
    Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
  }

  /** kill -9. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
