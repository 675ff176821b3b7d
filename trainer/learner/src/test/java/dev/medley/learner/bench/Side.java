package dev.medley.learner.bench;

import dev.medley.lm.loss.Example;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One of the two processes that are compared. It is asked a line and answers one of {@code
 * key=value}; a step's line holds the examples, {@code prompt/chosen/rejected} each.
 */
final class Side implements AutoCloseable {
  private final Process process;
  private final Writer requests;
  private final BufferedReader answers;

  Side(List<String> command, int threads) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("OMP_NUM_THREADS", String.valueOf(threads));
    builder.environment().put("MKL_NUM_THREADS", String.valueOf(threads));
    this.process = builder.start();
    this.requests = process.outputWriter();
    this.answers = process.inputReader();
  }

  Map<String, String> ask(String request) throws IOException {
    requests.write(request + "\n");
    requests.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("The process ended without an answer: " + process.info());
    }
    return Stream.of(answer.split(" "))
        .map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(p -> p[0], p -> p[1], (one, two) -> two, LinkedHashMap::new));
  }

  /** One step: {@code seconds}, {@code loss}, {@code peak} and {@code resident} in MiB. */
  Map<String, String> step(List<Example> batch) throws IOException {
    return ask("step " + batch.stream().map(Side::text).collect(Collectors.joining(" ")));
  }

  private static String text(Example example) {
    int[] rejected = example.rejected() == null ? new int[0] : example.rejected();
    return Stream.of(example.prompt(), example.chosen(), rejected)
        .map(ids -> Arrays.stream(ids).mapToObj(String::valueOf).collect(Collectors.joining(",")))
        .collect(Collectors.joining("/"));
  }

  @Override
  public void close() throws IOException {
    requests.close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }
}
