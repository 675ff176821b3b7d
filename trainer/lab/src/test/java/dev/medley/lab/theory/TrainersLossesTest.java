package dev.medley.lab.theory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.lm.AdamW;
import dev.medley.lm.ChatMessage;
import dev.medley.lm.Example;
import dev.medley.lm.FullModel;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.LoraAdapter;
import dev.medley.lm.LoraConfig;
import dev.medley.lm.Loss;
import dev.medley.lm.ModelConfig;
import dev.medley.lm.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
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
  private static final int[] RESPONSES = {40, 50, 60};
  private static final double[][] COST = {{0.6, 1e-9, 0.3}};
  private static final double BETA = 0.5;

  @TempDir private static Path folder;
  private static LanguageModel model;
  private static int[] prompt;
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
            32,
            48,
            1,
            2,
            1,
            64,
            shipped.bosTokenId(),
            shipped.eosTokenId(),
            shipped.padTokenId());
    try (FullModel random = FullModel.random(tiny, 7)) {
      Map<String, float[]> weights = random.exportWeights();
      // Embeddings of 0.02 would bound the logits near 0.
      weights.values().forEach(TrainersLossesTest::tenfold);
      random.importWeights(weights);
      random.writeHuggingFace(folder);
    }
    model = LanguageModel.load(folder, Precision.FLOAT32);
    prompt = model.tokenizer().prompt(List.of(new ChatMessage("user", "hello")));
    world = new World(COST, new double[][] {policy(null)}, BETA);
    Editor editor = Editor.balanced(world, Worlds.anyOther(3), 0.3);
    log = EditLog.sample(world, editor, 60, new SplittableRandom(8));
    examples = new ArrayList<>();
    for (int y = 0; y < 3; y++) {
      for (int to = 0; to < 3; to++) {
        for (int i = 0; i < log.counts()[0][y][to]; i++) {
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
    double[][] table = new Learner.Early(world.reference(), 1, 0.5).learn(log);

    // When
    double[] learnt = learn(new Loss.Early(1, 0.5), examples);

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

  private static void tenfold(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= 10;
    }
  }

  private static double[] learn(Loss loss, List<Example> batch) {
    try (LoraAdapter adapter = model.newAdapter(LoraConfig.ofRank(8), 3);
        AdamW optimizer = model.optimizer(adapter, new AdamW.Settings(0.9, 0.99, 1e-8, 0))) {
      for (int i = 0; i < 400; i++) {
        model.step(loss, batch, adapter, optimizer, i < 300 ? 1e-2 : 1e-3, 1);
      }
      return policy(adapter);
    }
  }

  /** π over the three responses, what else the model could say left aside. */
  private static double[] policy(LoraAdapter adapter) {
    double[] logs = new double[RESPONSES.length];
    for (int y = 0; y < logs.length; y++) {
      logs[y] = -model.loss(new Loss.Sft(), List.of(example(y, y, 0)), adapter).loss();
    }
    return Distributions.softmax(logs);
  }

  private static Example example(int draft, int edited, double cost) {
    return new Example(
        prompt, new int[] {RESPONSES[edited]}, new int[] {RESPONSES[draft]}, (float) cost);
  }
}
