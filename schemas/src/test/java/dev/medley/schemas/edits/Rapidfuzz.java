package dev.medley.schemas.edits;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** Rapidfuzz in a process of its own, which keeps the pairs and times itself. */
final class Rapidfuzz implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final Writer requests;
  private final String version;

  Rapidfuzz(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    answers = process.inputReader(UTF_8);
    requests = process.outputWriter(UTF_8);
    String first = answers.readLine();
    version = first == null ? "none" : first;
  }

  boolean isThere() {
    return !version.equals("none");
  }

  String version() {
    return version;
  }

  /** Hands it pairs, as a JSON array of numbers' or words' arrays; gives the sum of distances. */
  int take(String pairs) throws IOException {
    return Integer.parseInt(ask("pairs " + pairs));
  }

  /** Nanoseconds a call, where it measures for so long. */
  double time(double seconds) throws IOException {
    return Double.parseDouble(ask("time " + seconds));
  }

  private String ask(String request) throws IOException {
    requests.write(request + "\n");
    requests.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("rapidfuzz's process ended");
    }
    return answer;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
