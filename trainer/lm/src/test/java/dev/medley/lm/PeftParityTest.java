package dev.medley.lm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.lm.lora.TargetModules;
import dev.medley.lm.safetensors.SafeTensors;
import dev.medley.lm.safetensors.StoredType;
import dev.medley.lm.safetensors.Tensor;
import dev.medley.lm.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Adapters that PEFT wrote, and adapters for PEFT to read. */
final class PeftParityTest {
  private static final String ADAPTERS = "adapters";
  @TempDir Path scratch;

  static List<Path> adapters() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path model : ParityTest.models()) {
      if (Files.exists(model.resolve(ADAPTERS))) {
        found.addAll(ParityCase.folders(model.resolve(ADAPTERS)));
      }
    }
    return found;
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void shouldComputeWhatPeftDoes(Path directory) throws Exception {
    // Given
    ParityCase parity = ParityCase.read(directory);
    Path base = directory.getParent().getParent();
    try (LanguageModel model = ParityCase.model(base, scratch, Precision.FLOAT32);
        LoraAdapter adapter = model.readAdapter(directory)) {
      // When
      double logits = parity.logitsError(model, adapter);
      double logps = parity.logpsError(model, adapter);
      int[] greedy = parity.greedy(model, adapter);

      // Then
      System.out.printf(
          "%-24s logits %.1e, log-probabilities %.1e, %d greedy tokens equal%n",
          base.getFileName() + " + " + directory.getFileName(), logits, logps, greedy.length);
      assertThat(adapter.baseModelName()).contains("tiny/" + base.getFileName());
      assertThat(logits).isLessThan(1e-4);
      assertThat(logps).isLessThan(1e-4);
      assertThat(greedy).containsExactly(parity.expectedGreedy(model.config()));
      assertThat(parity.logitsError(model, null)).isGreaterThan(1e-2);
    }
  }

  static List<Map.Entry<String, LoraConfig>> ours() {
    TargetModules regex =
        TargetModules.matching("model\\.layers\\.\\d\\.(self_attn|mlp)\\.[kvu]\\w*_proj");
    return List.of(
        Map.entry("llama-biases-linear", new LoraConfig(4, 6, List.of("q_proj", "down_proj"))),
        Map.entry("qwen2", LoraConfig.ofRank(3)),
        Map.entry("qwen3", new LoraConfig(2, 5, true, regex, Map.of(), Map.of())),
        Map.entry(
            "llama3",
            new LoraConfig(
                2,
                3,
                true,
                TargetModules.matching("all-linear"),
                Map.of("[qk]_proj", 5),
                Map.of("layers\\.1\\.mlp\\.up_proj", 7.5))));
  }

  /** src/test/python/check_adapters.py reads them by PEFT and compares the logits. */
  @ParameterizedTest
  @MethodSource("ours")
  void shouldWriteWhatPeftReads(Map.Entry<String, LoraConfig> ours) throws Exception {
    // Given
    Path base = ParityCase.root().resolve(ours.getKey());
    ParityCase parity = ParityCase.read(base);
    Path out = Path.of(System.getProperty("parity.out", scratch.toString())).resolve(ours.getKey());
    try (LanguageModel model = ParityCase.model(base, scratch, Precision.FLOAT32);
        LoraAdapter adapter = model.newAdapter(ours.getValue(), 1)) {
      Map<String, float[]> weights = adapter.exportWeights();
      Random random = new Random(1);
      weights.forEach(
          (name, values) -> {
            for (int i = 0; i < values.length; i++) {
              values[i] = (float) (0.3 * random.nextGaussian());
            }
          });
      adapter.importWeights(weights);

      // When
      adapter.writePeft(out, "tiny/" + ours.getKey(), "v1");

      // Then
      float[] logits = parity.logits(model, adapter);
      SafeTensors.write(
          out.resolve("ours.safetensors"),
          Map.of("logits", new Tensor(new long[] {logits.length}, logits)),
          StoredType.F32);
      try (LoraAdapter read = model.readAdapter(out)) {
        assertThat(read.config()).isEqualTo(ours.getValue());
        assertThat(read.revision()).contains("v1");
        assertThat(parity.logits(model, read)).isEqualTo(logits);
      }
    }
  }
}
