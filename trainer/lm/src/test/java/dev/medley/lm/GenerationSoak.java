package dev.medley.lm;

import dev.medley.lm.generation.GeneratedRow;
import dev.medley.lm.generation.GenerationBatch;
import dev.medley.lm.generation.GenerationRequest;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.lm.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Many generations of random rows, adapters, lengths and cancellations, and what they leave in
 * memory.
 */
final class GenerationSoak {
  private static final int WARM_UP = 400;

  private GenerationSoak() {}

  /**
   * Megabytes by which the process has grown from the first quarter of the generations that count
   * to their last.
   */
  static double growth(Path directory, int generations) throws IOException {
    Random random = new Random(5);
    List<Double> resident = new ArrayList<>();
    try (LanguageModel model = LanguageModel.load(directory, Precision.of("auto", "cpu"));
        LoraAdapter small = model.newAdapter(LoraConfig.ofRank(4), 1);
        LoraAdapter large = model.newAdapter(LoraConfig.ofRank(8), 2)) {
      LoraAdapter[] adapters = {null, small, large};
      for (int i = 0; i < WARM_UP + generations; i++) {
        generate(model, adapters, random);
        if (i >= WARM_UP) {
          resident.add(residentMegabytes());
        }
      }
    }
    int quarter = resident.size() / 4;
    double before = mean(resident.subList(0, quarter));
    double after = mean(resident.subList(resident.size() - quarter, resident.size()));
    System.out.printf(
        "%,d generations: resident %.0f MB in the first quarter, %.0f MB in the last%n",
        generations, before, after);
    return after - before;
  }

  private static void generate(LanguageModel model, LoraAdapter[] adapters, Random random) {
    try (GenerationBatch generation = model.newGeneration()) {
      for (int joins = 0; joins < 2; joins++) {
        List<GenerationRequest> requests = new ArrayList<>();
        for (int row = random.nextInt(3); row >= 0; row--) {
          int[] prompt = random.ints(1 + random.nextInt(60), 3, 300).toArray();
          SamplingParameters sampling =
              new SamplingParameters(random.nextInt(2), 0.9, 1 + random.nextInt(40), row);
          requests.add(
              new GenerationRequest(prompt, adapters[random.nextInt(adapters.length)], sampling));
        }
        List<GeneratedRow> rows = generation.add(requests);
        generation.decode(8);
        if (random.nextInt(4) == 0) {
          rows.get(0).cancel();
        }
      }
      generation.finish();
    }
  }

  private static double residentMegabytes() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String line = lines.filter(each -> each.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", "")) / 1e3;
    }
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
