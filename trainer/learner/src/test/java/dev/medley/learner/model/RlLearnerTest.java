package dev.medley.learner.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.learner.labels.CostLabel;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.MemberKind;
import dev.medley.learner.settings.RlObjective;
import dev.medley.learner.settings.RlSettings;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.chat.ChatMessage;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.lm.loss.AdapterStep;
import dev.medley.lm.loss.Draft;
import dev.medley.lm.loss.Example;
import dev.medley.lm.loss.Loss;
import dev.medley.lm.loss.LossValue;
import dev.medley.lm.torch.AdamW;
import dev.medley.lm.torch.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cost learner over a small random model, whose users dislike what its features tell. */
final class RlLearnerTest {
  private static final double RATE = 5e-3;
  private static final Hyperparameters PARAMETERS =
      new Hyperparameters(
          LoraConfig.ofRank(4),
          RATE,
          2,
          0,
          1,
          0.1,
          1,
          new RlSettings(RlObjective.COST_MODEL, 0.01, 1, 4, 24, false),
          1,
          4,
          0,
          128,
          1);
  private static final Hyperparameters BY_DISTANCE =
      new Hyperparameters(
          LoraConfig.ofRank(4),
          RATE,
          2,
          0,
          1,
          0.1,
          1,
          new RlSettings(RlObjective.COST_MODEL, 0.001, 1, 8, 24, false),
          1,
          4,
          0,
          128,
          1);

  @TempDir static Path folder;
  private static LanguageModel model;
  private static int[] prompt;

  @BeforeAll
  static void load() throws Exception {
    model = LanguageModel.load(TinyModel.QUIET.write(folder), Precision.FLOAT32);
    prompt = model.tokenizer().prompt(List.of(new ChatMessage("user", "the cat")));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void shouldTakeLengthsForTheLeastThatAResponseIsCharged() {
    // Given
    Draft edited = new Draft(prompt, new int[40]);

    // When
    double same = PessimisticCritic.leastCharge(40, edited);
    double shorter = PessimisticCritic.leastCharge(2, edited);
    double longer = PessimisticCritic.leastCharge(80, edited);
    double discarded = PessimisticCritic.leastCharge(2, null);

    // Then
    assertThat(List.of(same, shorter, longer, discarded)).containsExactly(0.0, 0.95, 0.5, 0.0);
  }

  @Test
  void shouldLowerTheChargeThatLabelsTold() {
    try (LoraAdapter adapter = adapter();
        AdamW optimizer = optimizer(adapter)) {
      // Given
      RlLearner learner =
          new RlLearner(model, MemberKind.RL, adapter, optimizer, PARAMETERS, Map.of());
      double before = meanCost(adapter);

      // When
      List<LossValue> steps = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        learner.learn(labels(adapter, i), RATE).ifPresent(steps::add);
      }

      // Then
      double after = meanCost(adapter);
      assertThat(after).isLessThan(before - 0.2);
      assertThat(steps).hasSize(73);
      assertThat(steps.get(0).metrics())
          .containsKeys(
              "reward",
              "kl",
              "grad_norm",
              "cost_model/mean_absolute_error",
              "completions/clipped_ratio");
    }
  }

  @Test
  void shouldGoOnBitForBit() {
    try (LoraAdapter whole = adapter();
        AdamW wholeOptimizer = optimizer(whole);
        LoraAdapter first = adapter();
        AdamW firstOptimizer = optimizer(first);
        LoraAdapter second = adapter();
        AdamW secondOptimizer = optimizer(second)) {
      // Given
      RlLearner uninterrupted =
          new RlLearner(model, MemberKind.RL, whole, wholeOptimizer, PARAMETERS, Map.of());
      RlLearner parted =
          new RlLearner(model, MemberKind.RL, first, firstOptimizer, PARAMETERS, Map.of());
      List<List<CostLabel>> batches = new ArrayList<>();
      for (int i = 0; i < 14; i++) {
        batches.add(labels(null, i));
      }
      batches.forEach(batch -> uninterrupted.learn(batch, RATE));
      batches.subList(0, 11).forEach(batch -> parted.learn(batch, RATE));
      second.importWeights(first.exportWeights());
      secondOptimizer.importState(firstOptimizer.exportState(), firstOptimizer.steps());

      // When
      RlLearner resumed =
          new RlLearner(model, MemberKind.RL, second, secondOptimizer, PARAMETERS, parted.state());
      batches.subList(11, 14).forEach(batch -> resumed.learn(batch, RATE));

      // Then
      assertThat(secondOptimizer.steps()).isEqualTo(7);
      assertThat(second.exportWeights())
          .usingRecursiveComparison()
          .isEqualTo(whole.exportWeights());
    }
  }

  @Test
  void shouldLearnFromDiscardedResponses() {
    try (LoraAdapter adapter = adapter();
        AdamW optimizer = optimizer(adapter)) {
      // Given
      RlLearner learner =
          new RlLearner(model, MemberKind.RL, adapter, optimizer, PARAMETERS, Map.of());
      Draft discarded = new Draft(prompt, model.tokenizer().response("the mat"));

      // When
      Optional<LossValue> step = learner.learn(List.of(new CostLabel(discarded, 1, null)), RATE);

      // Then
      assertThat(step).isEmpty();
      assertThat(learner.state().get("labels")).containsExactly(1);
    }
  }

  private static LoraAdapter adapter() {
    return model.newAdapter(PARAMETERS.lora(), 1);
  }

  private static AdamW optimizer(LoraAdapter adapter) {
    return model.optimizer(adapter, new AdamW.Settings(0.9, 0.99, 1e-8, 0));
  }

  private static List<CostLabel> labels(LoraAdapter drawnBy, int batch) {
    Rollouts drawn = Rollouts.draw(model, drawnBy, List.of(prompt), 4, 24, 100 + batch);
    List<CostLabel> labels = new ArrayList<>();
    for (Draft draft : drawn.drafts()) {
      labels.add(new CostLabel(draft, cost(draft), null));
    }
    return labels;
  }

  @Test
  void shouldComeNearerToTheTextThatTheUserMade() {
    try (LoraAdapter adapter = adapter();
        AdamW optimizer = optimizer(adapter)) {
      // Given
      Draft edited = new Draft(prompt, model.tokenizer().response("the cat"));
      Draft other = new Draft(prompt, model.tokenizer().response("a mat"));
      CostLabel label = new CostLabel(other, 1, edited);
      Rollouts samples =
          new Rollouts(2, List.of(edited, other), List.of("the cat", "a mat"), List.of(true, true));
      double[] charges = new DistanceCritic(model.tokenizer()).charges(List.of(label), samples);
      AdapterStep step = new AdapterStep(adapter, optimizer, RATE, 1);

      // When
      for (int i = 0; i < 30; i++) {
        model.policyStep(0.01, 2, samples.drafts(), charges, step);
      }

      // Then
      Example pair = new Example(prompt, edited.response(), other.response(), 0);
      LossValue after = model.loss(new Loss.Dpo(1), List.of(pair), adapter);
      assertThat(after.metrics().get("rewards/margins")).isGreaterThan(1);
    }
  }

  @Test
  void shouldLearnByDistanceFromTheFirstLabelOn() {
    try (LoraAdapter adapter = adapter();
        AdamW optimizer = optimizer(adapter)) {
      // Given
      RlLearner learner =
          new RlLearner(model, MemberKind.EDIT_DISTANCE, adapter, optimizer, BY_DISTANCE, Map.of());
      Draft draft = new Draft(prompt, model.tokenizer().response("the mat"));

      // When
      Optional<LossValue> step = learner.learn(List.of(new CostLabel(draft, 0, draft)), RATE);

      // Then
      assertThat(step.orElseThrow().metrics())
          .containsKeys("reward", "kl", "grad_norm", "completions/clipped_ratio");
      assertThat(learner.state()).isEmpty();
    }
  }

  @Test
  void shouldChargeADistanceAndOneWhatWasCut() {
    // Given
    DistanceCritic critic = new DistanceCritic(model.tokenizer());
    Draft draft = new Draft(prompt, model.tokenizer().response("the cat sat"));
    CostLabel label = new CostLabel(draft, 0.5, draft);
    Rollouts samples =
        new Rollouts(
            3,
            List.of(draft, draft, draft),
            List.of("the cat sat", "the cat", "the cat sat"),
            List.of(true, true, false));

    // When
    double[] charges = critic.charges(List.of(label), samples);

    // Then
    assertThat(charges).containsExactly(0, 1 / 3.0, 1);
  }

  @Test
  void shouldTakeNoStepWhereNoTextIsKnown() {
    try (LoraAdapter adapter = adapter();
        AdamW optimizer = optimizer(adapter)) {
      // Given
      RlLearner learner =
          new RlLearner(model, MemberKind.EDIT_DISTANCE, adapter, optimizer, BY_DISTANCE, Map.of());
      Draft discarded = new Draft(prompt, model.tokenizer().response("the mat"));

      // When
      Optional<LossValue> step = learner.learn(List.of(new CostLabel(discarded, 1, null)), RATE);

      // Then
      assertThat(step).isEmpty();
      assertThat(optimizer.steps()).isZero();
    }
  }

  /** A response that never ends is worth no more than a discarded one. */
  private static double meanCost(LoraAdapter adapter) {
    Rollouts drawn = Rollouts.draw(model, adapter, List.of(prompt), 64, 24, 9);
    double sum = 0;
    for (int i = 0; i < 64; i++) {
      sum += drawn.ended().get(i) ? cost(drawn.drafts().get(i)) : 1;
    }
    return sum / 64;
  }

  /** Linear in the base's features, so that the cost model can learn it. */
  private static double cost(Draft draft) {
    float[] features = model.features(List.of(draft)).get(0);
    return Math.min(1, Math.max(0, 0.5 + 0.3 * features[0] - 0.3 * features[1]));
  }
}
