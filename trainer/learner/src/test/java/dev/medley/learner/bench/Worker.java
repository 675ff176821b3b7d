package dev.medley.learner.bench;

import dev.medley.lm.LanguageModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.lm.loss.Example;
import dev.medley.lm.loss.Loss;
import dev.medley.lm.loss.LossValue;
import dev.medley.lm.torch.AdamW;
import dev.medley.lm.torch.Precision;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Medley's side: loads a model, then takes a step for each line, as {@link Side} writes them. */
final class Worker implements AutoCloseable {
  private final LanguageModel model;
  private final Loss loss;
  private final LoraAdapter adapter;
  private final AdamW optimizer;

  private Worker(Path directory, Precision precision, Loss loss) {
    this.model = LanguageModel.load(directory, precision);
    this.loss = loss;
    this.adapter = model.newAdapter(LoraConfig.ofRank(8), 1);
    this.optimizer = model.optimizer(adapter, AdamW.Settings.DEFAULT);
  }

  /** Arguments: folder of the model, float32 or bfloat16, sft or dpo. */
  public static void main(String[] args) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err);
    Precision precision = Precision.valueOf(args[1].toUpperCase(Locale.ROOT));
    Loss loss = args[2].equals("sft") ? new Loss.Sft() : new Loss.Dpo(0.1);
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    requests.readLine();
    try (Worker worker = new Worker(Path.of(args[0]), precision, loss)) {
      answers.println("resident=" + mebibytes("VmRSS"));
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        answers.println(worker.step(line));
      }
    }
  }

  private String step(String line) throws IOException {
    List<Example> batch = Stream.of(line.split(" ")).skip(1).map(Worker::example).toList();
    double cpu = cpuSeconds();
    long start = System.nanoTime();
    LossValue value = model.step(loss, batch, adapter, optimizer, 1e-3, 1.0);
    double seconds = (System.nanoTime() - start) / 1e9;
    return "seconds=%s cpu=%s loss=%s peak=%s resident=%s"
        .formatted(
            seconds, cpuSeconds() - cpu, value.loss(), mebibytes("VmHWM"), mebibytes("VmRSS"));
  }

  private static double cpuSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
  }

  private static Example example(String text) {
    String[] parts = text.split("/", -1);
    int[] rejected = parts[2].isEmpty() ? null : ids(parts[2]);
    return new Example(ids(parts[0]), ids(parts[1]), rejected, 0.3f);
  }

  private static int[] ids(String text) {
    return Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
  }

  /** A figure of /proc/self/status in MiB. */
  private static double mebibytes(String key) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
              .filter(line -> line.startsWith(key))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .findFirst()
              .orElseThrow()
          / 1024.0;
    }
  }

  @Override
  public void close() {
    optimizer.close();
    adapter.close();
    model.close();
  }
}
