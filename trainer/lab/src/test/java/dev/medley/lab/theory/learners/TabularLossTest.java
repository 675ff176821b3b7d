package dev.medley.lab.theory.learners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.medley.lab.theory.world.Distributions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TabularLossTest {
  private static final double[][] EDITS = {{3, 5, 1}, {2, 4, 0}, {6, 2, 1}};
  private static final double[] REFERENCE = {0.5, 0.2, 0.3};
  private static final double[] LOGITS = {0.3, -0.8, 0.4};
  private static final double STEP = 1e-5;

  static Stream<TabularLoss> losses() {
    return Stream.of(
        new TabularLoss(EDITS, REFERENCE, 1, 0, 1, 0),
        new TabularLoss(EDITS, REFERENCE, 0.7, 1, 0, 0.1),
        new TabularLoss(EDITS, REFERENCE, 2, 1, 0.5, 0.01));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void shouldAgreeWithFiniteDifferences(TabularLoss loss) {
    for (int i = 0; i < LOGITS.length; i++) {
      // Given
      double[] above = LOGITS.clone();
      double[] below = LOGITS.clone();
      above[i] += STEP;
      below[i] -= STEP;

      // When
      double slope = loss.gradient(LOGITS)[i];
      double[] curvature = loss.hessian(LOGITS)[i];

      // Then
      double difference = (loss.value(above) - loss.value(below)) / (2 * STEP);
      assertThat(slope).isCloseTo(difference, within(1e-8));
      for (int j = 0; j < LOGITS.length; j++) {
        double bend = (loss.gradient(above)[j] - loss.gradient(below)[j]) / (2 * STEP);
        assertThat(curvature[j]).isCloseTo(bend, within(1e-8));
      }
    }
  }

  @Test
  void shouldAskForTheEditedTextAndAgainstTheDraft() {
    // Given
    double[][] edit = {{0, 1}, {0, 0}};
    double[] half = {0.5, 0.5};

    // When
    double[] sft = new TabularLoss(edit, half, 1, 0, 1, 0).gradient(new double[2]);
    double[] dpo = new TabularLoss(edit, half, 1, 1, 0, 0).gradient(new double[2]);
    double[] early = new TabularLoss(edit, half, 1, 1, 1, 0).gradient(new double[2]);

    // Then
    assertThat(sft).containsExactly(0.5, -0.5);
    assertThat(dpo).containsExactly(0.5, -0.5);
    assertThat(early).containsExactly(1, -1);
  }

  @Test
  void shouldBeLeastForSftAtTheFrequencies() {
    // Given
    TabularLoss loss = new TabularLoss(EDITS, REFERENCE, 1, 0, 1, 0);

    // When
    double[] policy = Distributions.softmax(Newton.minimise(loss, LOGITS));

    // Then
    assertThat(policy)
        .usingComparatorWithPrecision(1e-9)
        .containsExactly(11 / 24.0, 11 / 24.0, 2 / 24.0);
  }
}
