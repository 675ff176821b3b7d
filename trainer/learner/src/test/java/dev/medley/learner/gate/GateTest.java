package dev.medley.learner.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.learner.Labels;
import dev.medley.learner.labels.ContextHash;
import dev.medley.learner.labels.Label;
import dev.medley.learner.memory.HeldOutExamples;
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
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate over a small model, with an adapter that has learnt the one answer there is. */
final class GateTest {
  private static final GateSettings SETTINGS = new GateSettings(2, 64, 0.02, 1);

  private static final String ANSWER = "a cat, at 14:30";
  private static final String LONG_DRAFT = "one mat sat by the door of our old house";

  @TempDir static Path folder;
  private static LanguageModel model;
  private static LoraAdapter novice;
  private static LoraAdapter trained;

  @BeforeAll
  static void train() throws Exception {
    model = LanguageModel.load(TinyModel.QUIET.write(folder.resolve("base")), Precision.FLOAT32);
    novice = model.newAdapter(LoraConfig.ofRank(4), 1);
    trained = model.newAdapter(LoraConfig.ofRank(4), 1);
    try (AdamW optimizer = model.optimizer(trained, AdamW.Settings.DEFAULT)) {
      for (int step = 0; step < 60; step++) {
        model.step(new Loss.Sft(), examples(4, ANSWER), trained, optimizer, 0.02, 1);
      }
    }
  }

  @AfterAll
  static void close() {
    novice.close();
    trained.close();
    model.close();
  }

  @Test
  void shouldHoldBackWhatIsWorseThanItsParent() {
    // Given
    HeldOutExamples heldOut = heldOut(Gate.ENOUGH, ANSWER);

    // When
    Gate.Verdict verdict = new Gate(SETTINGS, model).judge(novice, trained, heldOut, 1);

    // Then
    assertThat(verdict.passes()).isFalse();
    assertThat(verdict.figures().get("eval_edit_cost_change_low")).isGreaterThan(0.02);
    assertThat(verdict.figures().get("eval_edit_cost_parent"))
        .isLessThan(verdict.figures().get("eval_edit_cost"));
  }

  @Test
  void shouldLetThroughWhatIsBetterThanTheBase() {
    // Given
    HeldOutExamples heldOut = heldOut(Gate.ENOUGH, ANSWER);

    // When
    Gate.Verdict verdict = new Gate(SETTINGS, model).judge(trained, null, heldOut, 1);

    // Then
    assertThat(verdict.passes()).isTrue();
    assertThat(verdict.figures().get("eval_edit_cost_change_high")).isNegative();
    assertThat(verdict.figures().get("eval_loss"))
        .isLessThan(verdict.figures().get("eval_base_loss"));
  }

  @Test
  void shouldLetThroughWhatSeemsDearButIsWhereUsersGo() {
    // Given: users who wrote two words of the answer into the draft, and cut its end
    HeldOutExamples heldOut = drafted(LONG_DRAFT, "a cat sat by the door");

    // When
    Gate.Verdict verdict = new Gate(SETTINGS, model).judge(trained, null, heldOut, 1);

    // Then
    assertThat(verdict.figures().get("eval_edit_cost_change_low")).isGreaterThan(0.02);
    assertThat(verdict.figures().get("eval_edit_lean_high")).isNegative();
    assertThat(verdict.passes()).isTrue();
  }

  @Test
  void shouldHoldBackWhatCostsMoreThanWritingAnewWhereverItGoes() {
    // Given: users who wrote two words of the answer into the draft, and left its end
    HeldOutExamples heldOut = drafted(LONG_DRAFT, "a cat sat by the door of our old house");

    // When
    Gate.Verdict verdict = new Gate(SETTINGS, model).judge(trained, null, heldOut, 1);

    // Then
    assertThat(verdict.figures().get("eval_edit_lean_high")).isNegative();
    assertThat(verdict.figures().get("eval_edit_cost")).isGreaterThan(1);
    assertThat(verdict.passes()).isFalse();
  }

  @Test
  void shouldHoldBackWhatIsDearAndElsewhere() {
    // Given: users who wrote a word that the answer has not, where it has two words of the draft
    HeldOutExamples heldOut = drafted("a cat sat by the door", "a cat sat by the floor");

    // When
    Gate.Verdict verdict = new Gate(SETTINGS, model).judge(trained, null, heldOut, 1);

    // Then
    assertThat(verdict.figures().get("eval_edit_cost")).isLessThan(1);
    assertThat(verdict.figures().get("eval_edit_cost_change_low")).isGreaterThan(0.02);
    assertThat(verdict.figures().get("eval_edit_lean_high")).isNotNegative();
    assertThat(verdict.passes()).isFalse();
  }

  @Test
  void shouldNotTrustAFewContexts() {
    // Given
    HeldOutExamples heldOut = heldOut(Gate.ENOUGH - 1, ANSWER);

    // When
    Gate.Verdict verdict = new Gate(SETTINGS, model).judge(novice, trained, heldOut, 1);

    // Then
    assertThat(verdict.passes()).isTrue();
    assertThat(verdict.figures()).containsEntry("eval_samples", Gate.ENOUGH - 1.0);
    assertThat(verdict.figures()).doesNotContainKey("eval_edit_cost");
  }

  @Test
  void shouldCoverTheMeanInNineteenOfTwentyIntervals() {
    // Given
    Random random = new Random(3);
    int covered = 0;

    // When
    for (int trial = 0; trial < 200; trial++) {
      double[] values = random.doubles(64).map(u -> -Math.log(1 - u)).toArray();
      Interval interval = Interval.of(values, trial);
      covered += interval.low() <= 1 && 1 <= interval.high() ? 1 : 0;
      assertThat(interval.mean()).isEqualTo(Arrays.stream(values).sum() / 64);
    }

    // Then
    assertThat(covered).isBetween(175, 199);
  }

  /** Texts that users made of a draft which is the parent's response everywhere. */
  private static HeldOutExamples drafted(String draft, String edited) {
    HeldOutExamples heldOut = heldOut(Gate.ENOUGH, edited);
    heldOut.all().forEach(label -> heldOut.parentResponse(label.context(), draft));
    return heldOut;
  }

  private static HeldOutExamples heldOut(int count, String edited) {
    HeldOutExamples heldOut = new HeldOutExamples(64, List.of());
    List<Example> examples = examples(count, edited);
    for (int i = 0; i < count; i++) {
      heldOut.add(new ContextHash(i), examples.get(i));
    }
    return heldOut;
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
