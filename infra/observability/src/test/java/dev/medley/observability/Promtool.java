package dev.medley.observability;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prometheus' own checker, of Debian's package prometheus. */
final class Promtool {
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

  /** What it printed, and how it ended. */
  record Result(int status, String output) {}

  private Promtool() {}

  static Result run(String... arguments) throws IOException, InterruptedException {
    if (!Files.isExecutable(PROMTOOL)) {
      System.err.println(
          "SKIPPED: rules and dashboards were NOT checked by promtool: run infra/packages");
    }
    assumeTrue(Files.isExecutable(PROMTOOL), "promtool is not installed: run infra/packages");
    List<String> command = new ArrayList<>(List.of(PROMTOOL.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Result(process.waitFor(), output);
  }
}
