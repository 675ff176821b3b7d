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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member that learns without Kafka. */
final class OfflineMemberTest {
  @TempDir private Path folder;

  @Test
  void shouldLearnEachEditOnceAndHoldContextsOut() throws Exception {
    // Given
    RlSettings rl = new RlSettings(RlObjective.COST_MODEL, 0.1, 1, 4, 24, false);
    Hyperparameters parameters =
        new Hyperparameters(LoraConfig.ofRank(4), 1e-2, 2, 0, 1, 0.1, 1, rl, 1, 4, 0, 128, 1);
    GateSettings gate = new GateSettings(4, 64, 0.02, 0.5);
    List<OfflineEdit> edits =
        IntStream.range(0, 80)
            .mapToObj(
                i ->
                    new OfflineEdit(
                        "edit-" + i,
                        List.of(new ChatMessage("user", "the mat " + i)),
                        "the cat",
                        "the cat sat",
                        0.5))
            .toList();
    try (LanguageModel model =
            LanguageModel.load(TinyModel.QUIET.write(folder), Precision.FLOAT32);
        OfflineMember member = new OfflineMember(model, MemberKind.SFT, parameters, gate)) {
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
}
