package dev.medley.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GenerationTest {
  @TempDir static Path folder;
  private static LanguageModel model;

  @BeforeAll
  static void load() throws Exception {
    model = LanguageModel.load(TinyModel.write(folder), Precision.FLOAT32);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void shouldGiveTheLikeliestTokensOfTheWholeText() {
    // Given
    int[] prompt = prompts().get(0);

    // When
    int[] tokens = generate(List.of(prompt), SamplingParameters.greedy(4), 3).get(0);

    // Then
    List<Integer> text = new ArrayList<>();
    for (int token : tokens) {
      assertThat(token).isEqualTo(likeliest(prompt, text));
      text.add(token);
    }
    assertThat(tokens).isNotEmpty();
  }

  /** Without a cache: the token that the SFT loss of one more token likes best. */
  private static int likeliest(int[] prompt, List<Integer> text) {
    int[] whole = Arrays.copyOf(prompt, prompt.length + text.size());
    for (int i = 0; i < text.size(); i++) {
      whole[prompt.length + i] = text.get(i);
    }
    int best = -1;
    double least = Double.MAX_VALUE;
    for (int token = 0; token < model.config().vocabSize(); token++) {
      Example next = new Example(whole, new int[] {token}, null, 0);
      double loss = model.loss(new Loss.Sft(), List.of(next), null).loss();
      if (loss < least) {
        least = loss;
        best = token;
      }
    }
    return best;
  }

  @Test
  void shouldNotDependOnSlicesOrNeighbours() {
    // Given
    SamplingParameters drawn = new SamplingParameters(1.0, 0.9, 20, 11);
    List<int[]> alone = new ArrayList<>();
    prompts().forEach(prompt -> alone.addAll(generate(List.of(prompt), drawn, 20)));

    // When
    List<int[]> together = generate(prompts(), drawn, 3);

    // Then
    for (int r = 0; r < alone.size(); r++) {
      assertThat(together.get(r)).isEqualTo(alone.get(r));
    }
  }

  @Test
  void shouldDrawBySeed() {
    // When
    List<int[]> drawn =
        List.of(
            generate(prompts().subList(0, 1), new SamplingParameters(1.5, 1, 20, 1), 20).get(0),
            generate(prompts().subList(0, 1), new SamplingParameters(1.5, 1, 20, 1), 20).get(0),
            generate(prompts().subList(0, 1), new SamplingParameters(1.5, 1, 20, 2), 20).get(0));

    // Then
    assertThat(drawn.get(1)).isEqualTo(drawn.get(0));
    assertThat(drawn.get(2)).isNotEqualTo(drawn.get(0));
  }

  @Test
  void shouldStopAtItsLength() {
    // Given
    SamplingParameters short3 = SamplingParameters.greedy(3);
    List<SamplingParameters> sampling = List.of(short3, SamplingParameters.greedy(9));
    try (Generation generation = model.generate(prompts().subList(0, 2), null, sampling)) {
      // When
      generation.decode(4);

      // Then
      assertThat(generation.finished(0)).isTrue();
      assertThat(generation.tokens(0)).hasSize(3);
      assertThat(generation.finishReason(0, short3)).isEqualTo(FinishReason.LENGTH);
      assertThat(generation.finished(1)).isFalse();
    }
  }

  @Test
  void shouldStopAtAnyEndThatTheModelNames(@TempDir Path other) throws Exception {
    // Given
    int[] prompt = prompts().get(0);
    int[] whole = generate(List.of(prompt), SamplingParameters.greedy(8), 8).get(0);
    int end = whole[whole.length - 1];
    TinyModel.write(other);
    Files.writeString(
        other.resolve("generation_config.json"),
        "{\"eos_token_id\": [%d, %d]}".formatted(model.config().eosTokenIds().get(0), end));
    try (LanguageModel ended = LanguageModel.load(other, Precision.FLOAT32);
        Generation generation =
            ended.generate(List.of(prompt), null, List.of(SamplingParameters.greedy(8)))) {
      // When
      generation.decode(8);

      // Then
      int[] before = Arrays.stream(whole).takeWhile(token -> token != end).toArray();
      assertThat(generation.tokens(0)).isEqualTo(before);
      assertThat(generation.finished(0)).isTrue();
      assertThat(before).hasSizeLessThan(whole.length);
    }
  }

  @Test
  void shouldStopAtTheEndOfTheTurn() {
    // Given
    int[] prompt = prompts().get(0);
    int[] wanted = model.tokenizer().response("the mat");
    try (LoraAdapter adapter = model.newAdapter(LoraConfig.ofRank(4), 1);
        AdamW optimizer = model.optimizer(adapter, AdamW.Settings.DEFAULT)) {
      List<Example> batch = List.of(new Example(prompt, wanted, null, 0));
      for (int i = 0; i < 60; i++) {
        model.step(new Loss.Sft(), batch, adapter, optimizer, 2e-2, 1);
      }
      SamplingParameters greedy = SamplingParameters.greedy(20);
      try (Generation generation = model.generate(List.of(prompt), adapter, List.of(greedy))) {
        // When
        generation.decode(20);

        // Then
        assertThat(model.tokenizer().decode(generation.tokens(0))).isEqualTo("the mat");
        assertThat(generation.finishReason(0, greedy)).isEqualTo(FinishReason.STOP);
      }
    }
  }

  @Test
  void shouldRefuseWhatDoesNotFit() {
    // When
    assertThatThrownBy(() -> generate(prompts().subList(0, 1), SamplingParameters.greedy(125), 1))

        // Then
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("125")
        .hasMessageContaining("128 positions");
  }

  private static List<int[]> prompts() {
    return List.of("where is the cat?", "a", "the mat at 14:30, the cat and a mat").stream()
        .map(text -> model.tokenizer().prompt(List.of(new ChatMessage("user", text))))
        .toList();
  }

  private static List<int[]> generate(List<int[]> prompts, SamplingParameters sampling, int k) {
    List<SamplingParameters> each = Collections.nCopies(prompts.size(), sampling);
    try (Generation generation = model.generate(prompts, null, each)) {
      while (!generation.finished()) {
        generation.decode(k);
      }
      List<int[]> rows = new ArrayList<>();
      for (int r = 0; r < prompts.size(); r++) {
        rows.add(generation.tokens(r));
      }
      return rows;
    }
  }
}
