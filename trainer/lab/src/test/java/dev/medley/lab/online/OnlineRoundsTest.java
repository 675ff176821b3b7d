package dev.medley.lab.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.lab.protocol.Method;
import dev.medley.lab.protocol.Plan;
import dev.medley.lab.protocol.Setting;
import dev.medley.lab.protocol.TinyLab;
import dev.medley.lab.work.Work;
import dev.medley.lm.LanguageModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that learn while they serve, on a random model. */
final class OnlineRoundsTest {
  @TempDir private static Path folder;
  private static TinyLab lab;

  @BeforeAll
  static void makeModel() throws IOException {
    lab = new TinyLab(folder);
  }

  @Test
  void shouldLearnWhileItServes() throws IOException {
    // Given
    Setting setting = Plan.TUNED_ON;
    try (Work work = lab.work()) {
      Plan plan = new Plan(work, TinyLab.SCALE, TinyLab.USERS);
      work.run(plan.offline(setting));
      try (LanguageModel base = lab.model()) {
        // When
        OnlineRun frozen =
            new OnlineRounds(plan, TinyLab.USERS, TinyLab.SCALE, setting, OnlineUser.DRIFT, 0)
                .run(base, 0, 24);
        OnlineRun learning =
            new OnlineRounds(plan, TinyLab.USERS, TinyLab.SCALE, setting, OnlineUser.DRIFT, 8)
                .run(base, 0, 24);

        // Then
        assertThat(frozen.costs()).hasSize(24);
        assertThat(frozen.publications()).isZero();
        assertThat(learning.publications()).isEqualTo(3);
        assertThat(learning.costs().subList(0, 8)).isEqualTo(frozen.costs().subList(0, 8));
        assertThat(learning.costs()).hasSize(24);
      }
    }
  }

  @Test
  void shouldServeWhatWasPublishedLast() throws IOException {
    // Given
    Setting setting = Plan.TUNED_ON;
    try (Work work = lab.work();
        LanguageModel base = lab.model()) {
      Plan plan = new Plan(work, TinyLab.SCALE, TinyLab.USERS);
      work.run(plan.offline(setting));
      try (Learning sft = Learning.all(plan, base, setting, TinyLab.SCALE, true).get(Method.SFT)) {
        Map<String, float[]> before = sft.served().exportWeights();
        plan.edits(setting).forEach(sft::learn);
        Map<String, float[]> learning = sft.served().exportWeights();

        // When
        sft.publish();

        // Then
        assertThat(learning).usingRecursiveComparison().isEqualTo(before);
        assertThat(sft.served().exportWeights()).usingRecursiveComparison().isNotEqualTo(before);
      }
    }
  }
}
