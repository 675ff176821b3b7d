package dev.medley.lab.theory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.lab.theory.learners.Learner;
import dev.medley.lab.theory.world.Distributions;
import dev.medley.lab.theory.world.EditLog;
import dev.medley.lab.theory.world.Editor;
import dev.medley.lab.theory.world.World;
import dev.medley.lab.theory.world.Worlds;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.chat.ChatMessage;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.lm.loss.Example;
import dev.medley.lm.loss.Loss;
import dev.medley.lm.pretrain.FullModel;
import dev.medley.lm.torch.AdamW;
import dev.medley.lm.torch.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The losses that members train by, on a language model whose responses are one token each: they
 * must end where the table's do. A wrong sign or coefficient can't.
 */
final class TrainersLossesTest {
  private static final Path SHIPPED = Path.of("..", "lm", "model");

  /** How often each became each: no pair is of one mind, so that DPO's optimum is finite. */
  private static final double[][] EDITS = {{6, 3, 2}, {1, 1, 1}, {1, 2, 1}};

  private static final double[][] COST = {{0.6, 1e-9, 0.3}};
  private static final double BETA = 0.5;

  @TempDir private static Path folder;
  private static LanguageModel model;
  private static int[] prompt;
  private static int[] responses;
  private static World world;
  private static EditLog log;
  private static List<Example> examples;

  @BeforeAll
  static void load() throws Exception {
    for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
      Files.copy(SHIPPED.resolve(file), folder.resolve(file));
    }
    ModelConfig shipped = ModelConfig.read(SHIPPED);
    ModelConfig tiny =
        ModelConfig.llama(
            shipped.vocabSize(),
            96,
            64,
            1,
            2,
            1,
            64,
            shipped.bosTokenId(),
            shipped.eosTokenIds().get(0),
            shipped.padTokenId());
    try (FullModel random = FullModel.random(tiny, 7)) {
      Map<String, float[]> weights = random.exportWeights();
      // Embeddings of 0.02 would bound the logits near 0.
      weights.forEach((name, values) -> scale(values, name.contains("norm") ? 1 : 10));
      random.importWeights(weights);
      random.writeHuggingFace(folder);
    }
    model = LanguageModel.load(folder, Precision.FLOAT32);
    prompt = model.tokenizer().prompt(List.of(new ChatMessage("user", "hello")));
    // Three that the base finds about as likely, so that what is learnt decides.
    responses =
        IntStream.range(30, 90)
            .boxed()
            .sorted(Comparator.comparingDouble(token -> surprise(token, null)))
            .skip(20)
            .limit(3)
            .mapToInt(token -> token)
            .toArray();
    world = new World(COST, new double[][] {policy(null)}, BETA);
    Editor editor = Editor.balanced(world, Worlds.anyOther(3), 0.3);
    log = new EditLog(new double[][][] {EDITS}, editor);
    examples = new ArrayList<>();
    for (int y = 0; y < 3; y++) {
      for (int to = 0; to < 3; to++) {
        for (int i = 0; i < EDITS[y][to]; i++) {
          examples.add(example(y, to, 0));
        }
      }
    }
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void shouldEndWhereTheTableDoesBySft() {
    // Given
    double[][] table = new Learner.Sft(world.reference()).learn(log);

    // When
    double[] learnt = learn(new Loss.Sft(), examples);

    // Then
    assertThat(Distributions.totalVariation(learnt, table[0])).isLessThan(0.02);
  }

  @Test
  void shouldEndWhereTheTableDoesByDpo() {
    for (double coefficient : new double[] {0.5, 1}) {
      // Given
      double[][] table = new Learner.Dpo(world.reference(), coefficient).learn(log);

      // When
      double[] learnt = learn(new Loss.Dpo(coefficient), examples);

      // Then
      assertThat(Distributions.totalVariation(learnt, table[0])).isLessThan(0.02);
    }
  }

  @Test
  void shouldEndWhereTheTableDoesByEarly() {
    // Given
    double[][] table = new Learner.Early(world.reference(), 1, 0.2).learn(log);

    // When
    double[] learnt = learn(new Loss.Early(1, 0.2), examples);

    // Then
    assertThat(Distributions.totalVariation(learnt, table[0])).isLessThan(0.02);
  }

  /** The second response costs nothing: here what the pairwise loss takes c(y') for is true. */
  @Test
  void shouldEndAtTheOptimumByThePairwiseLoss() {
    // Given
    List<Example> pairs = List.of(example(0, 1, COST[0][0]), example(2, 1, COST[0][2]));

    // When
    double[] learnt = learn(new Loss.Pairwise(BETA), pairs);

    // Then
    assertThat(Distributions.totalVariation(learnt, world.optimum()[0])).isLessThan(0.02);
  }

  private static void scale(float[] values, float factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }

  private static double[] learn(Loss loss, List<Example> batch) {
    try (LoraAdapter adapter = model.newAdapter(LoraConfig.ofRank(8), 3);
        AdamW optimizer = model.optimizer(adapter, new AdamW.Settings(0.9, 0.99, 1e-8, 0))) {
      for (int i = 0; i < 150; i++) {
        model.step(loss, batch, adapter, optimizer, i < 120 ? 1e-2 : 1e-3, 1);
      }
      return policy(adapter);
    }
  }

  /** π over the three responses, what else the model could say left aside. */
  private static double[] policy(LoraAdapter adapter) {
    return Distributions.softmax(
        Arrays.stream(responses).mapToDouble(token -> -surprise(token, adapter)).toArray());
  }

  private static double surprise(int token, LoraAdapter adapter) {
    int[] response = {token};
    Example example = new Example(prompt, response, response, 0);
    return model.loss(new Loss.Sft(), List.of(example), adapter).loss();
  }

  private static Example example(int draft, int edited, double cost) {
    return new Example(
        prompt, new int[] {responses[edited]}, new int[] {responses[draft]}, (float) cost);
  }
}
