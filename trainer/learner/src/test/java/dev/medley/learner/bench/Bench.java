package dev.medley.learner.bench;

import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.pretrain.FullModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Steps by Medley and by PyTorch, PEFT and TRL on the same batches, each in its own process. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "LoRA steps (r = 8, all linear modules) of a Llama of SmolLM2-135M's shape and random weights,",
      "by Medley and by TRL's trainers and collators, in turns on the same batches.",
      "The last line is JSON; what Python's side did not measure is null."
    })
final class Bench implements Callable<Integer> {
  private static final List<String> TOKENIZER = List.of("tokenizer.json", "tokenizer_config.json");

  @Option(names = "--turns", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}.")
  private int turns;

  @Option(
      names = "--steps",
      defaultValue = "3000",
      description =
          "Of the model that ships, to see that memory is flat. Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--quick",
      defaultValue = "false",
      description = "One turn and 300 steps, for a first look.")
  private boolean quick;

  @Option(
      names = "--cases",
      split = ",",
      defaultValue = "DENSE,SFT,DPO",
      description = "Which of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private List<Case> cases;

  @Option(
      names = "--dtype",
      defaultValue = "float32",
      description =
          "Of both sides' base: float32 or, where the CPU multiplies it, bfloat16."
              + " Default: ${DEFAULT-VALUE}.")
  private String dtype;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "Of both sides. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--peer-settings",
      split = ",",
      description =
          "TRL settings that differ from its defaults, as activation_checkpointing=False.")
  private List<String> peerSettings = List.of();

  @Option(
      names = "--python",
      defaultValue = "${PYTHON:-python3}",
      description = "With torch, transformers, peft and trl. Default: $PYTHON, or python3.")
  private String python;

  @Option(names = "--lm", required = true, description = "Folder of the module trainer/lm.")
  private Path lm;

  @Option(names = "--peer", required = true, description = "The peer's script.")
  private Path peer;

  @Option(names = "--work", required = true, description = "Folder of the made model.")
  private Path work;

  @Override
  public Integer call() throws IOException, InterruptedException {
    turns = quick ? 1 : turns;
    steps = quick ? 300 : steps;
    Path model = makeModel();
    boolean peerRuns = peerRuns();
    if (!peerRuns) {
      System.out.printf(
          "SKIPPED: %s has no torch, transformers, peft or trl (PYTHON=…), so nothing is compared"
              + " with them%n",
          python);
    }
    System.out.printf(
        "%s, %d threads each; target tokens/s, peak resident MiB; × is the median of %d turns%n",
        dtype, threads, turns);
    System.out.printf(
        "%-20s %8s %8s %6s %9s %9s %6s%n", "", "Medley", "TRL", "×", "Medley", "TRL", "share");
    Map<Case, Comparison> results = new EnumMap<>(Case.class);
    for (Case of : cases) {
      results.put(of, compare(of, model, peerRuns));
    }
    double slope = slope();
    System.out.printf(Locale.ROOT, "%d steps: %.2f KiB of resident memory a step%n", steps, slope);
    System.out.printf(
        "{\"sftVsPeft\": %s, \"dpoVsPeft\": %s, \"memoryVsPeft\": %s, \"sftVsPeftDense\": %s,"
            + " \"rssSlopePerStep\": %s}%n",
        json(speed(results, Case.SFT)),
        json(speed(results, Case.DPO)),
        json(Math.max(memory(results, Case.SFT), memory(results, Case.DPO))),
        json(speed(results, Case.DENSE)),
        json(slope));
    return 0;
  }

  private Path makeModel() throws IOException {
    Path directory = work.resolve("smollm2-135m-shape");
    if (!Files.exists(directory.resolve("model.safetensors"))) {
      ModelConfig config = ModelConfig.llama(49152, 576, 1536, 30, 9, 3, 2048, 1, 2, 0);
      try (FullModel made = FullModel.random(config, 1)) {
        made.writeHuggingFace(directory);
      }
      for (String file : TOKENIZER) {
        Files.copy(
            lm.resolve("model").resolve(file),
            directory.resolve(file),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return directory;
  }

  private boolean peerRuns() throws InterruptedException {
    try {
      Process found =
          new ProcessBuilder(python, "-c", "import torch, transformers, peft, trl")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return found.waitFor(10, TimeUnit.MINUTES) && found.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private Comparison compare(Case of, Path model, boolean peerRuns) throws IOException {
    Comparison comparison = new Comparison(of);
    Shapes shapes = new Shapes(new Random(1), 49152);
    try (Side medley = medley(List.of("-Xmx512m"), model, of.loss);
        Side other = peerRuns ? peer(model, of.loss) : null) {
      String base = medley.ask("load").get("resident");
      Map<String, String> loaded = peerRuns ? other.ask("load") : Map.of();
      comparison.run(medley, other, shapes, turns);
      System.out.printf(
          Locale.ROOT,
          "%-20s %8.1f %8.1f %6.2f %6.2f %9.0f %9.0f %6.2f   when loaded: Medley %s, TRL %s%n",
          of.title,
          comparison.ourRate(),
          comparison.theirRate(),
          comparison.speed(),
          comparison.speedByCpu(),
          comparison.ourPeak(),
          comparison.theirPeak(),
          comparison.memory(),
          base,
          loaded);
    }
    return comparison;
  }

  private double slope() throws IOException {
    // A heap that is all resident from the start leaves only what libtorch takes to grow.
    List<String> heap = List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");
    try (Side medley = medley(heap, lm.resolve("model"), "dpo")) {
      medley.ask("load");
      return Slope.measure(medley, new Shapes(new Random(9), 1536), steps);
    }
  }

  private Side medley(List<String> heap, Path model, String loss) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(heap);
    command.addAll(
        List.of(
            "-Dai.djl.pytorch.num_threads=" + threads,
            "-Dai.djl.pytorch.num_interop_threads=1",
            "-cp",
            System.getProperty("java.class.path"),
            Worker.class.getName(),
            model.toString(),
            dtype,
            loss));
    return new Side(command, threads);
  }

  private Side peer(Path model, String loss) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                python, peer.toString(), model.toString(), dtype, loss, String.valueOf(threads)));
    command.addAll(peerSettings);
    return new Side(command, threads);
  }

  private static double speed(Map<Case, Comparison> results, Case of) {
    return results.containsKey(of) ? results.get(of).speed() : Double.NaN;
  }

  private static double memory(Map<Case, Comparison> results, Case of) {
    return results.containsKey(of) ? results.get(of).memory() : Double.NaN;
  }

  private static String json(double value) {
    return Double.isNaN(value) ? "null" : String.format(Locale.ROOT, "%.3f", value);
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }
}
