package dev.medley.testing;

import dev.medley.standalone.BrokerMain;
import dev.medley.standalone.Ports;
import java.io.IOException;
import java.nio.file.Path;

/** A broker in a process of its own, so that it can be killed and come back with what it held. */
public final class BrokerProcess implements AutoCloseable {
  private final Path data;
  private final int port = Ports.free();
  private JavaProcess process;

  /** Logs and data go below the folder; {@link #start} starts it. */
  public BrokerProcess(Path data) {
    this.data = data;
  }

  public String bootstrapServers() {
    return "localhost:" + port;
  }

  public void start() throws IOException {
    process =
        JavaProcess.of(BrokerMain.class)
            .arguments("--data=" + data.resolve("kafka"), "--port=" + port)
            .start(data.resolve("broker.log"));
  }

  /** kill -9. */
  public void kill() {
    process.kill();
  }

  @Override
  public void close() {
    kill();
  }
}
