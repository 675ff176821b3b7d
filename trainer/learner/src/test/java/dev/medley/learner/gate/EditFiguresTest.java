package dev.medley.learner.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EditFiguresTest {
  private static final String PARENT = "one two three four five";

  @Test
  void shouldLeanAsFarAsAResponseGoesFromTheParentToTheUser() {
    // Given
    String edited = "one two three blue green";

    // When
    double stayed = lean(PARENT, edited);
    double halfway = lean("one two three four green", edited);
    double arrived = lean(edited, edited);
    double beyond = lean("red two three blue green", edited);
    double elsewhere = lean("red two three four five", edited);
    double unrelated = lean("red red red red red red", edited);

    // Then
    assertThat(stayed).isEqualTo(1);
    assertThat(halfway).isZero();
    assertThat(arrived).isEqualTo(-1);
    assertThat(beyond).isEqualTo(-1);
    assertThat(elsewhere).isEqualTo(1);
    assertThat(unrelated).isZero();
  }

  @Test
  void shouldTurnAwayFromUsersWhoLeftTheParentAlone() {
    // When
    double other = lean("red two three four five", PARENT);
    double same = lean(PARENT, PARENT);

    // Then
    assertThat(other).isEqualTo(1);
    assertThat(same).isZero();
  }

  @Test
  void shouldCompareCostsContextByContext() {
    // When
    Map<String, Double> figures =
        EditFigures.of(List.of("a b", "c d"), List.of("a x", "c x"), List.of("a b", "c d c d"), 1);

    // Then
    assertThat(figures)
        .containsEntry("eval_edit_cost", 0.5)
        .containsEntry("eval_edit_samples", 2.0)
        .containsEntry("eval_edit_cost_parent", 1.0)
        .containsEntry("eval_edit_cost_change", -0.5);
  }

  private static double lean(String response, String edited) {
    List<String> responses = Collections.nCopies(20, response);
    Map<String, Double> figures =
        EditFigures.of(
            responses, Collections.nCopies(20, PARENT), Collections.nCopies(20, edited), 1);
    assertThat(figures.get("eval_edit_lean_low")).isEqualTo(figures.get("eval_edit_lean"));
    assertThat(figures.get("eval_edit_lean_high")).isEqualTo(figures.get("eval_edit_lean"));
    return figures.get("eval_edit_lean");
  }
}
