package dev.medley.lab.options;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.learner.LearningOptions;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.RlObjective;
import org.junit.jupiter.api.Test;

final class UpLearningTest {
  @Test
  void shouldBeOptionsThatTheTrainerReads() {
    // When
    Hyperparameters parameters = LearningOptions.hyperparameters(UpLearning.arguments(0.25), 512);

    // Then
    assertThat(parameters.learningRate()).isEqualTo(0.25);
    assertThat(parameters.batch()).isEqualTo(UpLearning.MICRO_BATCH);
    assertThat(parameters.rl().objective()).isEqualTo(RlObjective.PAIRWISE);
  }
}
