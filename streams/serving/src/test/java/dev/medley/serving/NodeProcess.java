package dev.medley.serving;

import dev.medley.kafka.Cluster;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Java processes of their own, on this one's classpath. */
final class NodeProcess {
  private NodeProcess() {}

  /** A node with the tiny model. */
  static Process start(Cluster cluster, Path base, Path data, int port, String... more)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--bootstrap-servers=" + cluster.brokers(),
                "--schema-registry=" + cluster.registry(),
                "--topic-prefix=" + cluster.prefix(),
                "--model=" + base,
                "--precision=FLOAT32",
                "--data=" + data,
                "--host=localhost",
                "--port=" + port));
    arguments.addAll(List.of(more));
    return java(ServingMain.class, new File(data + ".log"), arguments);
  }

  static Process java(Class<?> main, File log, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=dev.medley",
                "-Dlogback.configurationFile=logback-test.xml",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
