package dev.medley.lm.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.medley.lm.LanguageModel;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.lm.torch.AdamW;
import dev.medley.lm.torch.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LossTest {
  @TempDir static Path folder;
  private static LanguageModel model;

  @BeforeAll
  static void load() throws Exception {
    model = LanguageModel.load(TinyModel.LOUD.write(folder), Precision.FLOAT32);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void shouldStartFromTheReference() {
    try (LoraAdapter adapter = model.newAdapter(LoraConfig.ofRank(4), 1)) {
      // Given
      List<Example> batch = TinyExamples.of(model);

      // When
      LossValue dpo = model.loss(new Loss.Dpo(0.1), batch, adapter);
      LossValue early = model.loss(new Loss.Early(0.1, 2), batch, adapter);
      LossValue rl = model.loss(new Loss.Pairwise(0.3), batch, adapter);
      LossValue sft = model.loss(new Loss.Sft(), batch, adapter);
      LossValue base = model.loss(new Loss.Sft(), batch, null);

      // Then
      assertThat(dpo.loss()).isCloseTo(Math.log(2), within(1e-5));
      assertThat(dpo.metrics()).containsEntry("rewards/margins", 0.0);
      assertThat(sft.loss()).isCloseTo(base.loss(), within(1e-5));
      assertThat(early.loss()).isCloseTo(Math.log(2) + 2 * sft.loss(), within(1e-4));
      assertThat(rl.loss()).isCloseTo((0.5 * 0.5 + 1.25 * 1.25) / 2, within(1e-5));
    }
  }

  @Test
  void shouldAgreeWithFiniteDifferences() {
    for (Loss loss :
        List.of(
            new Loss.Sft(), new Loss.Dpo(0.5), new Loss.Early(0.5, 1), new Loss.Pairwise(0.5))) {
      try (LoraAdapter adapter = adapter()) {
        // Given
        List<Example> batch = TinyExamples.of(model);
        double start = model.loss(loss, batch, adapter).loss();
        // AdamW with all betas 0 and a large epsilon: a plain step against the gradient.
        AdamW optimizer = model.optimizer(adapter, new AdamW.Settings(0, 0, 1e6, 0));
        LossValue still = model.step(loss, batch, adapter, optimizer, 0, 1e9);
        double norm = still.metrics().get("grad_norm");
        double wanted = 1e-3;

        // When
        model.step(loss, batch, adapter, optimizer, 1e6 * wanted / (norm * norm), 1e9);

        // Then
        double moved = start - model.loss(loss, batch, adapter).loss();
        assertThat(moved).as(loss.toString()).isCloseTo(wanted, within(0.05 * wanted));
      }
    }
  }

  @Test
  void shouldWeighTokens() {
    try (LoraAdapter adapter = adapter();
        AdamW optimizer = model.optimizer(adapter, AdamW.Settings.DEFAULT)) {
      // Given
      Example whole = TinyExamples.of(model).get(0);
      int[] chosen = whole.chosen();
      float[] onlyFirst = new float[chosen.length];
      onlyFirst[0] = 2;
      List<Example> weighted =
          List.of(new Example(whole.prompt(), chosen, whole.rejected(), 0, onlyFirst));
      Example firstToken = new Example(whole.prompt(), new int[] {chosen[0]}, null, 0);
      Loss early = new Loss.Early(0.5, 2);

      // When
      double sftLoss = model.loss(new Loss.Sft(), weighted, adapter).loss();
      double earlyLoss = model.step(early, weighted, adapter, optimizer, 1e-3, 1).loss();

      // Then
      try (LoraAdapter before = adapter()) {
        double first = model.loss(new Loss.Sft(), List.of(firstToken), before).loss();
        double dpo = model.loss(new Loss.Dpo(0.5), List.of(whole), before).loss();
        assertThat(sftLoss).isCloseTo(first, within(1e-4));
        assertThat(earlyLoss).isCloseTo(dpo + 2 * first, within(1e-4));
      }
      assertThat(model.loss(early, weighted, adapter).loss()).isLessThan(earlyLoss);
    }
  }

  @Test
  void shouldWeighAnUntouchedResponseByLambdaWithoutAPair() {
    try (LoraAdapter adapter = adapter()) {
      // Given
      List<Example> untouched = TinyExamples.of(model).subList(1, 2);
      double sft = model.loss(new Loss.Sft(), untouched, adapter).loss();

      // When
      LossValue early = model.loss(new Loss.Early(0.1, 0.01), untouched, adapter);

      // Then
      assertThat(early.loss()).isCloseTo(0.01 * sft, within(1e-6));
      assertThat(gradientNorm(new Loss.Early(0.1, 0.01), untouched))
          .isCloseTo(0.01 * gradientNorm(new Loss.Sft(), untouched), within(1e-5));
    }
  }

  private static double gradientNorm(Loss loss, List<Example> batch) {
    try (LoraAdapter adapter = adapter();
        AdamW optimizer = model.optimizer(adapter, AdamW.Settings.DEFAULT)) {
      return model.step(loss, batch, adapter, optimizer, 0, 1e9).metrics().get("grad_norm");
    }
  }

  @Test
  void shouldDescendTheWeightedLossToo() {
    // Given
    List<Example> batch = TinyExamples.of(model).stream().map(LossTest::withUnevenWeights).toList();
    Loss loss = new Loss.Early(0.5, 2);
    try (LoraAdapter adapter = adapter();
        AdamW optimizer = model.optimizer(adapter, new AdamW.Settings(0, 0, 1e6, 0))) {
      double start = model.loss(loss, batch, adapter).loss();
      LossValue still = model.step(loss, batch, adapter, optimizer, 0, 1e9);
      double norm = still.metrics().get("grad_norm");
      double wanted = 1e-3;

      // When
      model.step(loss, batch, adapter, optimizer, 1e6 * wanted / (norm * norm), 1e9);

      // Then
      double moved = start - model.loss(loss, batch, adapter).loss();
      assertThat(moved).isCloseTo(wanted, within(0.05 * wanted));
    }
  }

  private static Example withUnevenWeights(Example example) {
    float[] weights = new float[example.chosen().length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 1 + i % 3;
    }
    return new Example(
        example.prompt(), example.chosen(), example.rejected(), example.cost(), weights);
  }

  @Test
  void shouldMoveRewardsTheRightWay() {
    for (Loss loss : List.of(new Loss.Dpo(0.5), new Loss.Early(0.5, 1), new Loss.Pairwise(0.5))) {
      try (LoraAdapter adapter = model.newAdapter(LoraConfig.ofRank(4), 3);
          AdamW optimizer = model.optimizer(adapter, AdamW.Settings.DEFAULT)) {
        // Given
        List<Example> batch = TinyExamples.of(model);

        // When
        for (int i = 0; i < 100; i++) {
          model.step(loss, batch, adapter, optimizer, 5e-3, 1);
        }

        // Then
        LossValue after = model.loss(loss, batch, adapter);
        assertThat(after.metrics().get("rewards/margins")).as(loss.toString()).isPositive();
        assertThat(after.metrics()).containsEntry("rewards/accuracies", 1.0);
        // The regression target: the reward difference nears the cost; at first the loss is 0.9.
        if (loss instanceof Loss.Pairwise) {
          assertThat(after.loss()).isLessThan(0.09);
        }
      }
    }
  }

  @Test
  void shouldRefuseABatchWithoutPairs() {
    try (LoraAdapter adapter = adapter()) {
      // Given
      List<Example> accepted = TinyExamples.of(model).subList(1, 2);

      // When
      assertThatThrownBy(() -> model.loss(new Loss.Dpo(0.1), accepted, adapter))

          // Then
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("None of 1 examples");
    }
  }

  private static LoraAdapter adapter() {
    LoraAdapter adapter = model.newAdapter(LoraConfig.ofRank(4), 3);
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
