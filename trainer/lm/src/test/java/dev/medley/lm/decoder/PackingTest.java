package dev.medley.lm.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.lm.torch.Precision;
import dev.medley.lm.torch.TorchScript;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PackingTest {
  private static final Offset<Float> NEAR = within(1e-5f);

  // Alone; a pair that parts late; the same prompt again; an end within another; a row twice; one
  // token.
  private static final List<Batch.Row> ROWS =
      List.of(
          row(ids(5, 6, 7), ids(20, 21, 22, 23)),
          row(ids(8, 9), ids(30, 31, 32, 33, 34)),
          row(ids(8, 9), ids(30, 31, 40, 41, 42, 43)),
          row(ids(5, 6), ids(7, 20)),
          row(ids(8, 9), ids(30, 31)),
          row(ids(5, 6, 7), ids(20, 21, 22, 23)),
          row(ids(11), ids(50)));

  @TempDir static Path folder;
  private static Decoder decoder;

  @BeforeAll
  static void load() throws Exception {
    TinyModel.LOUD.write(folder);
    decoder = Decoder.load(folder, ModelConfig.read(folder), Precision.FLOAT32, "cpu");
  }

  @AfterAll
  static void close() {
    decoder.close();
  }

  private static int[] ids(int... ids) {
    return ids;
  }

  private static Batch.Row row(int[] prompt, int[] response) {
    return new Batch.Row(prompt, response);
  }

  @Test
  void shouldLayOutOnceWhatRowsOfAPromptBeginWith() {
    // Given
    List<Batch.Row> rows =
        List.of(
            row(ids(8, 9), ids(30, 31, 32, 33)),
            row(ids(5), ids(20, 21)),
            row(ids(8, 9), ids(30, 40, 41)));

    // When
    Packing packing = Packing.of(rows);

    // Then
    assertThat(packing.ids()).containsExactly(8, 9, 30, 31, 32, 40, 5, 20);
    assertThat(packing.positions()).containsExactly(0, 1, 2, 3, 4, 3, 0, 1);
    assertThat(packing.segments()).containsExactly(3, 2, 2, 1, 2, 0);
    assertThat(packing.index()).containsExactly(1, 2, 3, 4, 6, 7, 1, 2, 5);
    assertThat(packing.labels()).containsExactly(30, 31, 32, 33, 20, 21, 30, 40, 41);
    assertThat(packing.owners()).containsExactly(0, 0, 0, 0, 1, 1, 2, 2, 2);
  }

  @Test
  void shouldComputeWhatEachRowGivesAlone() {
    try (LoraAdapter adapter = adapter()) {
      // When
      List<float[]> together = lossAndGradients(ROWS, adapter);

      // Then
      List<float[]> alone = new ArrayList<>();
      double tokens = ROWS.stream().mapToInt(row -> row.response().length).sum();
      for (Batch.Row row : ROWS) {
        add(alone, lossAndGradients(List.of(row), adapter), row.response().length / tokens);
      }
      for (int i = 0; i < together.size(); i++) {
        assertThat(together.get(i)).as("result %d", i).containsExactly(alone.get(i), NEAR);
      }
      assertThat(together.get(1)).as("the first A's gradient").isNotEqualTo(new float[4 * 64]);
    }
  }

  @Test
  void shouldLearnTheSameWhereLayersRunAgain() {
    try (LoraAdapter adapter = adapter()) {
      // Given
      List<Batch.Row> rows = new ArrayList<>();
      for (int r = 0; r < 200; r++) {
        int[] prompt = {r, r / 2, 5};
        rows.add(row(prompt, IntStream.range(r, r + 125).map(i -> i % 300).toArray()));
      }

      // When
      List<float[]> together = lossAndGradients(rows, adapter);

      // Then
      List<float[]> halves = new ArrayList<>();
      add(halves, lossAndGradients(rows.subList(0, 100), adapter), 0.5);
      add(halves, lossAndGradients(rows.subList(100, 200), adapter), 0.5);
      for (int i = 0; i < together.size(); i++) {
        assertThat(together.get(i)).as("result %d", i).containsExactly(halves.get(i), NEAR);
      }
    }
  }

  @Test
  void shouldScoreEachTokenAsItsRowDoesAlone() {
    try (LoraAdapter adapter = adapter()) {
      // When
      float[] together = logps(ROWS, adapter);

      // Then
      int from = 0;
      for (Batch.Row row : ROWS) {
        int to = from + row.response().length;
        float[] found = Arrays.copyOfRange(together, from, to);
        assertThat(found).containsExactly(logps(List.of(row), adapter), NEAR);
        from = to;
      }
      assertThat(from).isEqualTo(together.length);
    }
  }

  @Test
  void shouldGiveTheSameBytesAgain() {
    try (LoraAdapter adapter = adapter()) {
      // Given
      List<float[]> first = lossAndGradients(ROWS, adapter);

      // When
      List<float[]> second = lossAndGradients(ROWS, adapter);

      // Then
      assertThat(second).usingRecursiveComparison().isEqualTo(first);
    }
  }

  private static float[] logps(List<Batch.Row> rows, LoraAdapter adapter) {
    try (NDManager call = decoder.newManager()) {
      TorchScript.Call arguments = arguments(call, rows, adapter);
      NDList results = decoder.run(call, "token_logps", arguments, false);
      return results.singletonOrThrow().toFloatArray();
    }
  }

  private static List<float[]> lossAndGradients(List<Batch.Row> rows, LoraAdapter adapter) {
    try (NDManager call = decoder.newManager()) {
      int tokens = rows.stream().mapToInt(row -> row.response().length).sum();
      TorchScript.Call arguments =
          arguments(call, rows, adapter)
              .array(call.ones(new Shape(tokens)))
              .array(call.ones(new Shape(1)));
      NDList results = decoder.run(call, "sft_loss_backward", arguments, true);
      return results.stream().map(array -> array.toFloatArray()).toList();
    }
  }

  private static TorchScript.Call arguments(
      NDManager call, List<Batch.Row> rows, LoraAdapter adapter) {
    Batch batch = Batch.of(call, rows, decoder.config());
    return decoder.call(adapter).list("x", batch.decoderOrder());
  }

  private static void add(List<float[]> sums, List<float[]> values, double weight) {
    for (int i = 0; i < values.size(); i++) {
      if (sums.size() == i) {
        sums.add(new float[values.get(i).length]);
      }
      for (int j = 0; j < sums.get(i).length; j++) {
        sums.get(i)[j] += (float) (weight * values.get(i)[j]);
      }
    }
  }

  private static LoraAdapter adapter() {
    LoraAdapter adapter =
        LoraAdapter.create(decoder.manager(), decoder.config(), LoraConfig.ofRank(4), 3);
    Map<String, float[]> weights = adapter.exportWeights();
    weights.forEach(
        (name, values) -> {
          for (int i = 0; i < values.length; i++) {
            values[i] += 0.02f * (float) Math.sin(i + name.hashCode());
          }
        });
    adapter.importWeights(weights);
    return adapter;
  }
}
