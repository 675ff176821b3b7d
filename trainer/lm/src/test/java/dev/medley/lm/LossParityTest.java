package dev.medley.lm;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.loss.Example;
import dev.medley.lm.loss.Loss;
import dev.medley.lm.loss.LossCall;
import dev.medley.lm.safetensors.SafeTensors;
import dev.medley.lm.safetensors.Tensor;
import dev.medley.lm.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The losses and gradients of TRL's own trainers (src/test/python/make_losses.py). */
final class LossParityTest {
  private static final String FILE = "losses.safetensors";
  @TempDir Path scratch;

  static List<Path> adapters() throws IOException {
    List<Path> found =
        PeftParityTest.adapters().stream()
            .filter(adapter -> Files.exists(adapter.resolve(FILE)))
            .toList();
    assertThat(found).hasSizeGreaterThan(1);
    return found;
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void shouldComputeWhatTrlDoes(Path directory) throws Exception {
    // Given
    Map<String, Tensor> expected = SafeTensors.read(directory.resolve(FILE));
    float[] settings = expected.get("settings").values();
    Map<String, Loss> losses =
        Map.of(
            "sft", new Loss.Sft(),
            "dpo", new Loss.Dpo(settings[0]),
            "early", new Loss.Early(settings[0], settings[1]));
    Path base = directory.getParent().getParent();
    try (LanguageModel model = ParityCase.model(base, scratch, Precision.FLOAT32);
        LoraAdapter adapter = model.readAdapter(directory)) {
      for (String name : List.of("sft", "dpo", "early")) {
        // When
        Map<String, float[]> found = compute(model, losses.get(name), batch(expected), adapter);

        // Then
        double loss = error(found.get("loss"), expected.get(name + ".loss").values());
        double gradients = 0;
        for (String matrix : adapter.parameters().keySet()) {
          float[] theirs = expected.get(name + "." + matrix).values();
          gradients = Math.max(gradients, error(found.get(matrix), theirs));
        }
        System.out.printf(
            "%-24s %-5s loss %.1e, gradients %.1e of TRL's%n",
            base.getFileName() + " + " + directory.getFileName(), name, loss, gradients);
        assertThat(loss).isLessThan(1e-4);
        assertThat(gradients).isLessThan(1e-4);
      }
    }
  }

  private static List<Example> batch(Map<String, Tensor> expected) {
    List<Example> batch = new ArrayList<>();
    for (int row = 0; row < expected.get("prompt").shape()[0]; row++) {
      batch.add(
          new Example(
              ids(expected.get("prompt"), row),
              ids(expected.get("chosen"), row),
              ids(expected.get("rejected"), row),
              0));
    }
    return batch;
  }

  private static int[] ids(Tensor padded, int row) {
    int length = (int) padded.shape()[1];
    return IntStream.range(0, length)
        .map(i -> (int) padded.values()[row * length + i])
        .takeWhile(id -> id >= 0)
        .toArray();
  }

  /** The loss, and the gradient of each matrix by its name. */
  private static Map<String, float[]> compute(
      LanguageModel model, Loss loss, List<Example> batch, LoraAdapter adapter) {
    try (NDManager call = model.decoder().newManager()) {
      LossCall lossCall = LossCall.of(call, model.decoder(), loss, batch, adapter);
      NDList results =
          model.decoder().run(call, lossCall.method() + "_backward", lossCall.arguments(), true);
      Map<String, float[]> found = new HashMap<>();
      found.put("loss", results.get(0).toFloatArray());
      int next = results.size() - adapter.parameters().size();
      for (String name : adapter.parameters().keySet()) {
        found.put(name, results.get(next++).toFloatArray());
      }
      return found;
    }
  }

  /** Largest difference of a number, over the largest number; NaN where one is not finite. */
  private static double error(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    double difference = 0;
    double largest = 0;
    for (int i = 0; i < found.length; i++) {
      double here = Math.abs((double) found[i] - expected[i]);
      difference = Double.isFinite(here) ? Math.max(difference, here) : Double.NaN;
      largest = Math.max(largest, Math.abs(expected[i]));
    }
    return difference / largest;
  }
}
