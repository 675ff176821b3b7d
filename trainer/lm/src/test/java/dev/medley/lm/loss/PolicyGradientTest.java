package dev.medley.lm.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.medley.lm.LanguageModel;
import dev.medley.lm.chat.ChatMessage;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.lm.generation.GeneratedRow;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.lm.torch.AdamW;
import dev.medley.lm.torch.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PolicyGradientTest {
  private static final int SAMPLES = 8;
  @TempDir static Path folder;
  private static LanguageModel model;
  private static int[] prompt;

  @BeforeAll
  static void load() throws Exception {
    model = LanguageModel.load(TinyModel.LOUD.write(folder), Precision.FLOAT32);
    prompt = model.tokenizer().prompt(List.of(new ChatMessage("user", "a mat")));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void shouldRaiseTheExpectedReward() {
    try (LoraAdapter adapter = model.newAdapter(LoraConfig.ofRank(4), 1);
        AdamW optimizer = model.optimizer(adapter, new AdamW.Settings(0.9, 0.99, 1e-8, 0))) {
      // Given
      double before = expectedCost(adapter);

      // When
      for (int step = 0; step < 30; step++) {
        List<Draft> drafts = draw(adapter, 2 * SAMPLES, step);
        double[] costs = drafts.stream().mapToDouble(PolicyGradientTest::cost).toArray();
        model.policyStep(
            0.01, SAMPLES, drafts, costs, new AdapterStep(adapter, optimizer, 5e-3, 1));
      }

      // Then
      double after = expectedCost(adapter);
      assertThat(before).isGreaterThan(0.4);
      assertThat(after).isLessThan(0.1);
    }
  }

  @Test
  void shouldGoBackTowardsTheBaseWhereAllCostsAreEqual() {
    try (LoraAdapter adapter = model.newAdapter(LoraConfig.ofRank(4), 1);
        AdamW optimizer = model.optimizer(adapter, new AdamW.Settings(0.9, 0.99, 1e-8, 0))) {
      // Given
      Example odd = new Example(prompt, model.tokenizer().response("zzzz"), null, 0);
      for (int i = 0; i < 4; i++) {
        model.step(new Loss.Sft(), List.of(odd), adapter, optimizer, 5e-3, 1);
      }
      List<Double> divergence = new ArrayList<>();

      // When
      for (int step = 0; step < 30; step++) {
        List<Draft> drafts = draw(adapter, 2 * SAMPLES, step);
        double[] costs = new double[drafts.size()];
        LossValue value =
            model.policyStep(
                1, SAMPLES, drafts, costs, new AdapterStep(adapter, optimizer, 5e-3, 1));
        divergence.add(value.metrics().get("kl"));
        assertThat(value.loss()).isCloseTo(value.metrics().get("kl"), within(1e-5));
      }

      // Then
      assertThat(divergence.get(0)).isGreaterThan(2);
      assertThat(divergence.get(29)).isLessThan(divergence.get(0) / 2);
    }
  }

  @Test
  void shouldRefuseFewerThanTwoSamplesToAContext() {
    try (LoraAdapter adapter = model.newAdapter(LoraConfig.ofRank(4), 1);
        AdamW optimizer = model.optimizer(adapter, AdamW.Settings.DEFAULT)) {
      // Given
      List<Draft> drafts = draw(adapter, 3, 1);

      // When
      assertThatThrownBy(
              () ->
                  model.policyStep(
                      1, 2, drafts, new double[3], new AdapterStep(adapter, optimizer, 1e-3, 1)))

          // Then
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("3 drafts, 2 to a context");
    }
  }

  /** Half of the tokens that a response may begin with cost 1. */
  private static double cost(Draft draft) {
    return draft.response()[0] % 2;
  }

  private static double expectedCost(LoraAdapter adapter) {
    return draw(adapter, 200, 99).stream()
        .mapToDouble(PolicyGradientTest::cost)
        .average()
        .orElseThrow();
  }

  private static List<Draft> draw(LoraAdapter adapter, int count, int seed) {
    List<int[]> prompts = new ArrayList<>();
    List<SamplingParameters> sampling = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      prompts.add(prompt);
      sampling.add(new SamplingParameters(1, 1, 4, 1000L * seed + i));
    }
    List<Draft> drafts = new ArrayList<>();
    for (GeneratedRow row : model.generate(prompts, adapter, sampling)) {
      int[] tokens = row.tokens();
      int[] ended = Arrays.copyOf(tokens, tokens.length + (tokens.length < 4 ? 1 : 0));
      if (tokens.length < 4) {
        ended[tokens.length] = model.tokenizer().endId();
      }
      drafts.add(new Draft(prompt, ended));
    }
    return drafts;
  }
}
