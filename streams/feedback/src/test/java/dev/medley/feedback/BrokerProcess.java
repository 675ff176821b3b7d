package dev.medley.feedback;

import dev.medley.standalone.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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
        JavaProcess.start(
            data.resolve("broker.log"),
            "512m",
            "dev.medley.standalone.BrokerMain",
            List.of("--data", data.resolve("kafka").toString(), "--port", String.valueOf(port)));
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
