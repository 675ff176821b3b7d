package dev.medley.lab.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.MemberKind;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScaleTest {
  @Test
  void shouldTryTheCoefficientOfAssumptionOneOnEveryGrid() {
    for (Scale scale : List.of(Scale.FULL, Scale.QUICK)) {
      // When
      List<Hyperparameters> tried =
          scale.points().stream().map(point -> point.hyperparameters(scale)).toList();

      // Then
      assertThat(tried).as(scale.name()).anyMatch(parameters -> parameters.dpoBeta() == 1);
      assertThat(tried).as(scale.name()).allMatch(parameters -> parameters.rl().beta() < 1);
    }
  }

  @Test
  void shouldLeaveOutPointsThatDifferInWhatAKindHasNot() {
    // Given
    List<Point> points =
        List.of(new Point(.01, 1, .1), new Point(.01, .1, .1), new Point(.01, .1, .3));

    // When
    List<List<Point>> tried =
        List.of(MemberKind.SFT, MemberKind.DPO, MemberKind.RL).stream()
            .map(kind -> points.stream().filter(p -> p.mattersTo(kind, points)).toList())
            .toList();

    // Then
    assertThat(tried)
        .containsExactly(
            points.subList(0, 1), points.subList(0, 2), List.of(points.get(0), points.get(2)));
  }
}
