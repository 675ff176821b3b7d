package dev.medley.serving;

import dev.medley.kafka.Cluster;
import dev.medley.testing.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;

/** A node with the tiny model in a process of its own, on this class path. */
final class NodeProcess {
  private NodeProcess() {}

  static JavaProcess start(Cluster cluster, Path base, Path data, int port, String... more)
      throws IOException {
    return JavaProcess.of(ServingMain.class)
        .heap("256m")
        .jvm("-Dlogback.configurationFile=logback-test.xml")
        .arguments(
            "--bootstrap-servers=" + cluster.brokers(),
            "--schema-registry=" + cluster.registry(),
            "--topic-prefix=" + cluster.prefix(),
            "--model=" + base,
            "--precision=FLOAT32",
            "--data=" + data,
            "--host=localhost",
            "--port=" + port)
        .arguments(more)
        .start(Path.of(data + ".log"));
  }
}
