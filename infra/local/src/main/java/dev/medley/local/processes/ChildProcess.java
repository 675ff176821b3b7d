package dev.medley.local.processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts processes that a Ctrl-C in the terminal does not reach: the launcher stops them. */
public final class ChildProcess {
  // The shell hands "ignore SIGINT" on through exec, so that parts stop in order.
  private static final List<String> DEAF_TO_CTRL_C =
      List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "medley");

  private ChildProcess() {}

  /** The JDK that runs the launcher, with the flags of every part. */
  public static List<String> java(int heapMegabytes) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx" + heapMegabytes + "m",
        "-XX:+ExitOnOutOfMemoryError",
        // Five processes that compile ever better for minutes would take a core from the models.
        "-XX:TieredStopAtLevel=1",
        "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=dev.medley");
  }

  /** Starts a command; what it writes is appended to the log. */
  static Process start(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    List<String> wrapped = new ArrayList<>(DEAF_TO_CTRL_C);
    wrapped.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(wrapped);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.redirectInput(Path.of("/dev/null").toFile());
    return builder.start();
  }
}
