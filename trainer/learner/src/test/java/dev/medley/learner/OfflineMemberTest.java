package dev.medley.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.learner.settings.GateSettings;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.MemberKind;
import dev.medley.learner.settings.RlObjective;
import dev.medley.learner.settings.RlSettings;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.chat.ChatMessage;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.lm.torch.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member that learns without Kafka. */
final class OfflineMemberTest {
  /** None of the contexts of this test is held out. */
  private static final GateSettings NO_GATE = new GateSettings(1 << 30, 64, 0.02, 0.5);

  @TempDir private Path folder;

  @Test
  void shouldLearnEachEditOnceAndHoldContextsOut() throws Exception {
    // Given
    GateSettings gate = new GateSettings(4, 64, 0.02, 0.5);
    List<OfflineEdit> edits = edits(80);
    try (LanguageModel model =
            LanguageModel.load(TinyModel.QUIET.write(folder), Precision.FLOAT32);
        OfflineMember member = new OfflineMember(model, MemberKind.SFT, parameters(4, 0), gate)) {
      // When
      member.learnAll(edits);
      long once = member.steps();
      member.learnAll(edits);

      // Then
      assertThat(member.steps()).isEqualTo(once).isBetween(12L, 20L);
      assertThat(member.heldOut().get("eval_samples")).isBetween(8.0, 35.0);
      assertThat(member.heldOut().get("eval_loss"))
          .isLessThan(member.heldOut().get("eval_base_loss"));
    }
  }

  @Test
  void shouldRepeatLabelsInTheRoomThatNewOnesLeave() throws Exception {
    // Given
    Path files = TinyModel.QUIET.write(folder);
    List<OfflineEdit> edits = edits(9);
    try (LanguageModel model = LanguageModel.load(files, Precision.FLOAT32);
        OfflineMember plain = new OfflineMember(model, MemberKind.SFT, parameters(1, 0), NO_GATE);
        OfflineMember other = new OfflineMember(model, MemberKind.SFT, parameters(1, 3), NO_GATE)) {
      plain.learn(edits.subList(0, 4));
      other.learn(edits.subList(0, 4));
      Map<String, float[]> four = plain.adapter().exportWeights();
      Map<String, float[]> fourToo = other.adapter().exportWeights();

      // When
      plain.learn(edits.subList(8, 9));
      other.learn(edits.subList(8, 9));

      // Then
      assertThat(fourToo).usingRecursiveComparison().isEqualTo(four);
      assertThat(other.adapter().exportWeights())
          .usingRecursiveComparison()
          .isNotEqualTo(plain.adapter().exportWeights());
    }
  }

  @Test
  void shouldTakePolicyStepsByDistanceFromTheFirstLabelsOn() throws Exception {
    // Given
    Path files = TinyModel.QUIET.write(folder);
    Hyperparameters parameters = parameters(4, 0);
    try (LanguageModel model = LanguageModel.load(files, Precision.FLOAT32);
        OfflineMember rl = new OfflineMember(model, MemberKind.RL, parameters, NO_GATE);
        OfflineMember distance =
            new OfflineMember(model, MemberKind.of("edit-distance"), parameters, NO_GATE)) {
      // When
      distance.learn(edits(4));
      rl.learn(edits(4));

      // Then
      assertThat(distance.steps()).isEqualTo(1);
      assertThat(rl.steps()).isZero();
    }
  }

  private static Hyperparameters parameters(int batch, double replay) {
    RlSettings rl = new RlSettings(RlObjective.COST_MODEL, 0.1, 1, 4, 24, false);
    return new Hyperparameters(
        LoraConfig.ofRank(4), 1e-2, 2, 0, 1, 0.1, 1, rl, 1, batch, replay, 128, 1);
  }

  private static List<OfflineEdit> edits(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new OfflineEdit(
                    "edit-" + i,
                    List.of(new ChatMessage("user", "the mat " + i)),
                    "the cat",
                    "the cat sat"))
        .toList();
  }
}
