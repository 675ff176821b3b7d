package dev.medley.lm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.medley.lm.torch.Precision;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** transformers in a process of its own, which times itself (src/test/python/generate_peer.py). */
final class TransformersPeer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final BufferedReader answers;
  private final Writer requests;
  private final String versions;

  TransformersPeer(String python, int threads) throws IOException {
    process =
        new ProcessBuilder(python, "src/test/python/generate_peer.py", String.valueOf(threads))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    answers = process.inputReader(UTF_8);
    requests = process.outputWriter(UTF_8);
    String first = answers.readLine();
    versions = first == null ? "none" : first;
  }

  boolean isThere() {
    return !versions.equals("none");
  }

  String versions() {
    return versions;
  }

  /** Seconds that it takes to load a model. */
  double load(Path directory, Precision precision) throws IOException {
    String dtype = precision == Precision.FLOAT32 ? "float32" : "bfloat16";
    return ask(Map.of("load", directory.toString(), "dtype", dtype)).get("seconds").asDouble();
  }

  /** Greedy responses of a fixed length, with how long they took. */
  Timed generate(List<int[]> prompts, int tokens) throws IOException {
    JsonNode answer = ask(Map.of("prompts", prompts, "tokens", tokens));
    List<int[]> rows = List.of(JSON.treeToValue(answer.get("tokens"), int[][].class));
    return new Timed(answer.get("seconds").asDouble(), rows);
  }

  /** Responses, and the seconds that they took together. */
  record Timed(double seconds, List<int[]> tokens) {}

  private JsonNode ask(Map<String, Object> request) throws IOException {
    requests.write(JSON.writeValueAsString(request) + "\n");
    requests.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("transformers' process ended");
    }
    return JSON.readTree(answer);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
