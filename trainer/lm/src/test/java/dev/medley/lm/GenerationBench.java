package dev.medley.lm;

import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.decoder.WeightFiles;
import dev.medley.lm.generation.GeneratedRow;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.lm.pretrain.BpeTrainer;
import dev.medley.lm.pretrain.FullModel;
import dev.medley.lm.torch.Devices;
import dev.medley.lm.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Generation against transformers' generate, in turns; load time; memory over many generations. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Tokens a second of greedy generation beside transformers', at the shipped model's shape and"
            + " SmolLM2-135M's, batch 1 and 8; both load the same files and must write the same"
            + " tokens in float32.")
final class GenerationBench implements Callable<Integer> {
  private static final int PROMPT = 64;

  @Option(names = "--python", defaultValue = "python3", description = "Python's interpreter.")
  private String python;

  @Option(names = "--threads", defaultValue = "2", description = "Threads of each side.")
  private int threads;

  @Option(names = "--turns", defaultValue = "5", description = "Turns. Default: ${DEFAULT-VALUE}.")
  private int turns;

  @Option(
      names = "--generations",
      defaultValue = "2000",
      description = "Generations of the memory check. Default: ${DEFAULT-VALUE}.")
  private int generations;

  /** A model's shape on disk, and how many tokens are generated of it. */
  private record Shape(String name, Path directory, int tokens) {}

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory("medley-bench");
    try (TransformersPeer peer = new TransformersPeer(python, threads)) {
      System.out.println(
          peer.isThere()
              ? peer.versions() + "; Medley on torch 2.7.1; threads of each: " + threads
              : "SKIPPED: no torch or transformers there (PYTHON=…), so nothing is compared");
      Shape small = new Shape("shipped 3.5M", shipped(folder.resolve("small")), 128);
      Shape large = new Shape("SmolLM2 135M", smol(folder.resolve("large")), 32);
      System.out.printf(
          "%-13s %-9s %5s %14s %14s %6s%n",
          "shape", "dtype", "batch", "medley tok/s", "peer tok/s", "×");
      double smallRatio = compare(small, peer);
      double largeRatio = compare(large, peer);
      double growth = GenerationSoak.growth(small.directory(), generations);
      System.out.println("JSON: the least of a shape's rows; megabytes");
      System.out.printf(
          "{\"generateVsTransformersSmall\": %s, \"generateVsTransformers135M\": %s,"
              + " \"residentGrowthMB\": %.1f}%n",
          number(smallRatio), number(largeRatio), growth);
      return 0;
    } finally {
      delete(folder);
    }
  }

  private double compare(Shape shape, TransformersPeer peer) throws IOException {
    double least = Double.NaN;
    for (Precision precision : Precision.values()) {
      if (precision == Precision.BFLOAT16 && !Devices.cpuHasBfloat16()) {
        System.out.printf(
            "%-13s %-9s SKIPPED: this CPU only imitates it, so --precision auto does not take it%n",
            shape.name(), precision);
        continue;
      }
      long start = System.nanoTime();
      try (LanguageModel model = LanguageModel.load(shape.directory(), precision)) {
        double ours = (System.nanoTime() - start) / 1e9;
        double theirs = peer.isThere() ? peer.load(shape.directory(), precision) : Double.NaN;
        double megabytes = Files.size(shape.directory().resolve(WeightFiles.SINGLE)) / 1e6;
        System.out.printf(
            "%-13s %-9s load: %.0f MB in %.2f s (digest included), peer %.2f s%n",
            shape.name(), precision, megabytes, ours, theirs);
        for (int batch : new int[] {1, 8}) {
          double ratio = compare(shape, model, precision, batch, peer);
          least = Double.isNaN(least) ? ratio : Math.min(least, ratio);
        }
      }
    }
    return least;
  }

  private double compare(
      Shape shape, LanguageModel model, Precision precision, int batch, TransformersPeer peer)
      throws IOException {
    List<int[]> prompts = new ArrayList<>();
    Random random = new Random(3);
    for (int row = 0; row < batch; row++) {
      prompts.add(random.ints(PROMPT, 8, model.config().vocabSize()).toArray());
    }
    double[] ours = new double[turns];
    double[] theirs = new double[turns];
    for (int turn = -2; turn < turns; turn++) {
      TransformersPeer.Timed here = generate(model, prompts, shape.tokens());
      TransformersPeer.Timed there = peer.isThere() ? peer.generate(prompts, shape.tokens()) : here;
      if (precision == Precision.FLOAT32) {
        same(here, there);
      }
      if (turn >= 0) {
        ours[turn] = here.seconds();
        theirs[turn] = peer.isThere() ? there.seconds() : Double.NaN;
      }
    }
    double[] ratios = new double[turns];
    Arrays.setAll(ratios, turn -> theirs[turn] / ours[turn]);
    int tokens = batch * shape.tokens();
    double ratio = median(ratios);
    System.out.printf(
        "%-13s %-9s %5d %14.0f %14.0f %6.2f%n",
        shape.name(), precision, batch, tokens / median(ours), tokens / median(theirs), ratio);
    return ratio;
  }

  private static TransformersPeer.Timed generate(
      LanguageModel model, List<int[]> prompts, int tokens) {
    SamplingParameters greedy = SamplingParameters.greedy(tokens).withoutRepetitionStop();
    long start = System.nanoTime();
    List<int[]> rows =
        model.generate(prompts, null, Collections.nCopies(prompts.size(), greedy)).stream()
            .map(GeneratedRow::tokens)
            .toList();
    return new TransformersPeer.Timed((System.nanoTime() - start) / 1e9, rows);
  }

  private static void same(TransformersPeer.Timed here, TransformersPeer.Timed there) {
    for (int row = 0; row < here.tokens().size(); row++) {
      if (!Arrays.equals(here.tokens().get(row), there.tokens().get(row))) {
        throw new IllegalStateException("The two sides wrote different tokens in row " + row);
      }
    }
  }

  /** The model that ships, which never ends its turn. */
  private static Path shipped(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> files = Files.list(Path.of("model"))) {
      for (Path file : files.toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
    return endless(directory);
  }

  private static Path smol(Path directory) throws IOException {
    BpeTrainer.train(Stream.of("a cat sat on a mat"), 280).write(directory);
    ModelConfig config = ModelConfig.llama(49_152, 576, 1536, 30, 9, 3, 2048, 1, 2, 0);
    try (FullModel model = FullModel.random(config, 1)) {
      model.writeHuggingFace(directory);
    }
    return endless(directory);
  }

  private static Path endless(Path directory) throws IOException {
    Files.writeString(directory.resolve("generation_config.json"), "{\"eos_token_id\": 1}");
    return directory;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "null" : "%.2f".formatted(value);
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new GenerationBench()).execute(args));
  }
}
