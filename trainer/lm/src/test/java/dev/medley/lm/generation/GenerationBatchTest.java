package dev.medley.lm.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.medley.lm.LanguageModel;
import dev.medley.lm.chat.ChatMessage;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.lm.loss.Example;
import dev.medley.lm.loss.Loss;
import dev.medley.lm.torch.AdamW;
import dev.medley.lm.torch.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GenerationBatchTest {
  private static final String LONG = "the cat sat on the mat at 14:30";

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
    try (GenerationBatch generation = model.newGeneration()) {
      GeneratedRow three = add(generation, prompts().get(0), null, SamplingParameters.greedy(3));
      GeneratedRow nine = add(generation, prompts().get(1), null, SamplingParameters.greedy(9));

      // When
      generation.decode(4);

      // Then
      assertThat(three.tokens()).hasSize(3);
      assertThat(three.endReason()).contains(EndReason.LENGTH);
      assertThat(nine.finished()).isFalse();
      assertThat(generation.rows()).isEqualTo(1);
    }
  }

  @Test
  void shouldStopAtAnyEndThatTheModelNames(@TempDir Path other) throws Exception {
    // Given
    int[] prompt = prompts().get(0);
    int[] whole = generate(List.of(prompt), SamplingParameters.greedy(8), 8).get(0);
    int end = whole[whole.length - 1];
    TinyModel.LOUD.write(other);
    Files.writeString(
        other.resolve("generation_config.json"),
        "{\"eos_token_id\": [%d, %d]}".formatted(model.config().eosTokenIds().get(0), end));
    try (LanguageModel ended = LanguageModel.load(other, Precision.FLOAT32)) {
      // When
      GeneratedRow row =
          ended.generate(List.of(prompt), null, List.of(SamplingParameters.greedy(8))).get(0);

      // Then
      int[] before = Arrays.stream(whole).takeWhile(token -> token != end).toArray();
      assertThat(row.tokens()).isEqualTo(before);
      assertThat(row.endReason()).contains(EndReason.STOP);
      assertThat(before).hasSizeLessThan(whole.length);
    }
  }

  @Test
  void shouldStopAtTheEndOfTheTurn() {
    // Given
    int[] prompt = prompts().get(0);
    try (LoraAdapter adapter = taught(prompt, "the mat", 4, List.of("q_proj", "v_proj"))) {
      // When
      GeneratedRow row =
          model.generate(List.of(prompt), adapter, List.of(SamplingParameters.greedy(20))).get(0);

      // Then
      assertThat(row.text()).isEqualTo("the mat");
      assertThat(row.endReason()).contains(EndReason.STOP);
    }
  }

  @Test
  void shouldStopWhereAStopStringBeginsWithinATokenOrAcrossSome() {
    // Given
    int[] prompt = prompts().get(0);
    try (LoraAdapter adapter = taught(prompt, LONG, 4, List.of("q_proj", "v_proj"))) {
      SamplingParameters stopped = SamplingParameters.greedy(40).withStop(List.of("zz", "t on t"));

      // When
      List<String> texts = new ArrayList<>();
      EndReason reason;
      try (GenerationBatch generation = model.newGeneration()) {
        GeneratedRow row = add(generation, prompt, adapter, stopped);
        while (!row.finished()) {
          generation.decode(1);
          texts.add(row.text());
        }
        reason = row.endReason().orElseThrow();
      }

      // Then
      assertThat(texts).last().isEqualTo("the cat sa");
      assertThat(texts).allSatisfy(text -> assertThat("the cat sa").startsWith(text));
      assertThat(reason).isEqualTo(EndReason.STOP);
    }
  }

  @Test
  void shouldEndAResponseThatRepeatsItself() {
    // Given
    int[] prompt = prompts().get(1);
    String said = "a cat, ".repeat(8);
    try (LoraAdapter adapter = taught(prompt, said, 8, List.of("q_proj", "v_proj", "up_proj"))) {
      SamplingParameters noticing = new SamplingParameters(0, 1, 100, 0, List.of(), 28);

      // When
      GeneratedRow row = model.generate(List.of(prompt), adapter, List.of(noticing)).get(0);

      // Then
      assertThat(row.endReason()).contains(EndReason.REPETITION);
      assertThat(row.text()).contains("a cat, a cat, a cat");
    }
  }

  @Test
  void shouldGiveEachRowItsOwnAdapter() {
    // Given
    List<int[]> prompts = prompts();
    try (LoraAdapter small = taught(prompts.get(0), LONG, 2, List.of("q_proj", "v_proj"));
        LoraAdapter large = taught(prompts.get(1), LONG, 6, List.of("v_proj", "down_proj"))) {
      List<LoraAdapter> adapters = Arrays.asList(small, null, large);
      List<int[]> texts = List.of(prompts.get(0), prompts.get(0), prompts.get(1));

      // When
      List<float[]> alone = new ArrayList<>();
      List<float[]> together;
      for (int r = 0; r < 3; r++) {
        alone.addAll(logits(texts.subList(r, r + 1), adapters.subList(r, r + 1)));
      }
      together = logits(texts, adapters);

      // Then
      for (int r = 0; r < 3; r++) {
        assertThat(together.get(r)).containsExactly(alone.get(r), Offset.offset(1e-4f));
      }
      assertThat(differs(together.get(0), together.get(1))).isTrue();
    }
  }

  /** Logits after the prompt and one more token, of each row. */
  private static List<float[]> logits(List<int[]> prompts, List<LoraAdapter> adapters) {
    try (GenerationBatch generation = model.newGeneration()) {
      List<GenerationRequest> requests = new ArrayList<>();
      for (int r = 0; r < prompts.size(); r++) {
        requests.add(
            new GenerationRequest(prompts.get(r), adapters.get(r), SamplingParameters.greedy(20)));
      }
      generation.add(requests);
      generation.decode(1);
      float[] all = generation.logits();
      int vocabulary = model.config().vocabSize();
      List<float[]> rows = new ArrayList<>();
      for (int r = 0; r < prompts.size(); r++) {
        rows.add(Arrays.copyOfRange(all, r * vocabulary, (r + 1) * vocabulary));
      }
      return rows;
    }
  }

  private static boolean differs(float[] left, float[] right) {
    return IntStream.range(0, left.length).anyMatch(i -> Math.abs(left[i] - right[i]) > 1e-2);
  }

  @Test
  void shouldLetRowsJoinAndLeave() {
    // Given
    SamplingParameters drawn = new SamplingParameters(1.0, 0.9, 90, 11);
    List<int[]> prompts = prompts();
    try (LoraAdapter adapter = taught(prompts.get(1), LONG, 4, List.of("q_proj", "up_proj"));
        GenerationBatch generation = model.newGeneration()) {
      List<int[]> alone =
          List.of(
              model.generate(prompts.subList(0, 1), null, List.of(drawn)).get(0).tokens(),
              model.generate(prompts.subList(1, 2), adapter, List.of(drawn)).get(0).tokens());

      // When
      GeneratedRow first = add(generation, prompts.get(0), null, drawn);
      GeneratedRow unwanted = add(generation, prompts.get(2), null, drawn);
      generation.decode(1);
      GeneratedRow second = add(generation, prompts.get(1), adapter, drawn);
      generation.decode(1);
      unwanted.cancel();
      generation.decode(1);
      int rows = generation.rows();
      generation.finish();

      // Then
      assertThat(rows).isEqualTo(2);
      assertThat(unwanted.endReason()).contains(EndReason.CANCELLED);
      assertThat(first.tokens()).isEqualTo(alone.get(0));
      assertThat(second.tokens()).isEqualTo(alone.get(1));
      assertThat(second.tokens()).hasSizeGreaterThan(3);
    }
  }

  @Test
  void shouldRefuseWhatDoesNotFit() {
    // When
    assertThatThrownBy(() -> generate(prompts().subList(0, 1), SamplingParameters.greedy(253), 1))

        // Then
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("253")
        .hasMessageContaining("256 positions");
  }

  private static List<int[]> prompts() {
    return List.of("where is the cat?", "a", "the mat at 14:30, the cat and a mat").stream()
        .map(text -> model.tokenizer().prompt(List.of(new ChatMessage("user", text))))
        .toList();
  }

  private static GeneratedRow add(
      GenerationBatch generation, int[] prompt, LoraAdapter adapter, SamplingParameters sampling) {
    return generation.add(List.of(new GenerationRequest(prompt, adapter, sampling))).get(0);
  }

  /** An adapter that answers a prompt with a text. */
  private static LoraAdapter taught(int[] prompt, String text, int rank, List<String> modules) {
    LoraAdapter adapter = model.newAdapter(new LoraConfig(rank, 2 * rank, modules), 1);
    int[] wanted = model.tokenizer().response(text);
    try (AdamW optimizer = model.optimizer(adapter, AdamW.Settings.DEFAULT)) {
      List<Example> batch = List.of(new Example(prompt, wanted, null, 0));
      for (int i = 0; i < 60; i++) {
        model.step(new Loss.Sft(), batch, adapter, optimizer, 2e-2, 1);
      }
    }
    return adapter;
  }

  private static List<int[]> generate(List<int[]> prompts, SamplingParameters sampling, int k) {
    try (GenerationBatch generation = model.newGeneration()) {
      List<GeneratedRow> rows =
          generation.add(
              prompts.stream().map(each -> new GenerationRequest(each, null, sampling)).toList());
      while (!generation.finished()) {
        generation.decode(k);
      }
      return rows.stream().map(GeneratedRow::tokens).toList();
    }
  }
}
