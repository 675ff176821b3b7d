package dev.medley.feedback;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program on this class path, in a process of its own. */
public final class JavaProcess {
  private JavaProcess() {}

  /**
   * Starts it; what it prints is added to the log.
   *
   * @param heap its largest, such as 512m
   */
  public static Process start(Path log, String heap, String mainClass, List<String> arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=dev.medley",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }
}
