package dev.medley.local.processes;

import dev.medley.standalone.Leash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Starts processes that a Ctrl-C in the terminal does not reach: the launcher stops them. */
public final class ChildProcess {
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
    ProcessBuilder builder = new ProcessBuilder(Leash.around(command));
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return builder.start();
  }
}
