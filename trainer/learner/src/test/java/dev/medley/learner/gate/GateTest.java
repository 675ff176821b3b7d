package dev.medley.learner.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.learner.Labels;
import dev.medley.learner.labels.ContextHash;
import dev.medley.learner.labels.Label;
import dev.medley.learner.memory.HeldOut;
import dev.medley.learner.memory.Watched;
import dev.medley.learner.settings.GateSettings;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.lm.loss.Example;
import dev.medley.lm.loss.Loss;
import dev.medley.lm.torch.AdamW;
import dev.medley.lm.torch.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate over a small model, with an adapter that has learnt the one answer there is. */
final class GateTest {
  private static final GateSettings SETTINGS = new GateSettings(2, 64, 0.02, 1);

  private static final String ANSWER = "a cat, at 14:30";
  private static final String ENDLESS = "a cat" + " sat on the mat by the door".repeat(4);

  @TempDir static Path folder;
  private static LanguageModel model;
  private static LoraAdapter novice;
  private static LoraAdapter trained;
  private static LoraAdapter endless;

  @BeforeAll
  static void train() throws Exception {
    model = LanguageModel.load(TinyModel.QUIET.write(folder.resolve("base")), Precision.FLOAT32);
    novice = model.newAdapter(LoraConfig.ofRank(4), 1);
    trained = trained(ANSWER);
    endless = trained(ENDLESS);
  }

  private static LoraAdapter trained(String answer) {
    LoraAdapter adapter = model.newAdapter(LoraConfig.ofRank(4), 1);
    try (AdamW optimizer = model.optimizer(adapter, AdamW.Settings.DEFAULT)) {
      for (int step = 0; step < 60; step++) {
        model.step(new Loss.Sft(), examples(4, answer), adapter, optimizer, 0.02, 1);
      }
    }
    return adapter;
  }

  @AfterAll
  static void close() {
    novice.close();
    trained.close();
    endless.close();
    model.close();
  }

  @Test
  void shouldHoldBackWhatIsWorseThanItsParent() {
    // Given
    List<Watched> contexts = heldOut(Judge.ENOUGH, ANSWER);
    try (EarlierVersions earlier = new EarlierVersions()) {
      earlier.give(1, copy(trained));
      earlier.newest(1);

      // When
      Gate.Verdict verdict = new Gate(SETTINGS, model).judge(novice, earlier, contexts);

      // Then
      assertThat(verdict.heldBackBy()).contains(Rule.CHARGE);
      assertThat(verdict.bests()).isEqualTo(new Bests(1, 1));
      assertThat(verdict.figures().get("eval_charge_change_low")).isGreaterThan(0.02);
      assertThat(verdict.figures().get("eval_charge_parent"))
          .isLessThan(verdict.figures().get("eval_charge"));
    }
  }

  @Test
  void shouldLetThroughWhatIsBetterThanTheBase() {
    // Given
    List<Watched> contexts = heldOut(Judge.ENOUGH, ANSWER);
    try (EarlierVersions earlier = new EarlierVersions()) {

      // When
      Gate.Verdict verdict = new Gate(SETTINGS, model).judge(trained, earlier, contexts);

      // Then
      assertThat(verdict.passes()).isTrue();
      assertThat(verdict.figures().get("eval_charge_change_high")).isNegative();
      assertThat(verdict.figures().get("eval_loss"))
          .isLessThan(verdict.figures().get("eval_base_loss"));
    }
  }

  @Test
  void shouldLetResponsesComeToTheirEnd() {
    // Given: a version that goes on where users have ended long before
    List<Watched> contexts = heldOut(Judge.ENOUGH, "a cat");
    try (EarlierVersions earlier = new EarlierVersions()) {

      // When
      Gate.Verdict verdict = new Gate(SETTINGS, model).judge(endless, earlier, contexts);

      // Then: far beyond where users' texts end
      assertThat(verdict.responses().values())
          .allSatisfy(response -> assertThat(response.text()).hasSizeGreaterThan(100));
      assertThat(verdict.figures().get("eval_charge")).isGreaterThan(0.9);
    }
  }

  @Test
  void shouldSayTheLogLossAloneByAFewUsersTexts() {
    // Given
    List<Watched> contexts = heldOut(Judge.ENOUGH - 1, ANSWER);
    try (EarlierVersions earlier = new EarlierVersions()) {

      // When
      Gate.Verdict verdict = new Gate(SETTINGS, model).judge(trained, earlier, contexts);

      // Then
      assertThat(verdict.figures())
          .containsKeys("eval_loss", "eval_base_loss")
          .doesNotContainKey("eval_charge");
    }
  }

  @Test
  void shouldCompareWithTheNewestWhereTheBestIsGone() {
    // Given
    try (EarlierVersions earlier = new EarlierVersions()) {
      earlier.goOn(
          40,
          new Bests(2, 2),
          version -> version == 40 ? Optional.of(copy(trained)) : Optional.empty());

      // When
      earlier.read();

      // Then
      assertThat(earlier.bests()).isEqualTo(new Bests(40, 40));
      assertThat(earlier.parent()).isEqualTo(40);
    }
  }

  @Test
  void shouldForgetTheBestOfWhatOperatorsTookBack() {
    // Given
    try (EarlierVersions earlier = new EarlierVersions()) {
      earlier.goOn(9, new Bests(9, 2), version -> Optional.empty());

      // When
      earlier.backTo(3);

      // Then
      assertThat(earlier.bests()).isEqualTo(new Bests(3, 2));
      assertThat(earlier.parent()).isEqualTo(3);
    }
  }

  @Test
  void shouldAnswerAnewWhereTheLimitHasGrown() {
    // Given: answers that are cut, as users' texts are so short
    Gate gate = new Gate(shortAnswers(), model);
    try (EarlierVersions earlier = new EarlierVersions()) {
      earlier.give(1, copy(trained));
      earlier.newest(1);
      Gate.Verdict before = gate.judge(novice, earlier, heldOut(Judge.ENOUGH, "a"));

      // When
      Gate.Verdict after = gate.judge(novice, earlier, heldOut(Judge.ENOUGH, ANSWER));

      // Then
      assertThat(before.figures()).containsEntry("eval_charge_parent", 1.0);
      assertThat(after.figures().get("eval_charge_parent")).isLessThan(0.5);
    }
  }

  private static GateSettings shortAnswers() {
    return new GateSettings(
        SETTINGS.holdOut(), 64, 1, SETTINGS.tolerance(), 1, SETTINGS.guards(), 0);
  }

  private static LoraAdapter copy(LoraAdapter weights) {
    LoraAdapter copy = model.newAdapter(LoraConfig.ofRank(4), 1);
    copy.importWeights(weights.exportWeights());
    return copy;
  }

  private static List<Watched> heldOut(int count, String edited) {
    List<Watched> contexts = new ArrayList<>();
    List<Example> examples = examples(count, edited);
    for (int i = 0; i < count; i++) {
      // Bit 40 tells the halves apart.
      ContextHash context = new ContextHash(((long) i << 40) + i);
      Example example = examples.get(i);
      HeldOut label = new HeldOut(context, example, i, false);
      contexts.add(new Watched(context, example.prompt(), Optional.empty(), i, Optional.of(label)));
    }
    return contexts;
  }

  private static List<Example> examples(int count, String edited) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] prompt = model.tokenizer().prompt(Label.chat(Labels.context(i)));
      examples.add(new Example(prompt, model.tokenizer().response(edited), null, 0));
    }
    return examples;
  }
}
