package dev.medley.lab.theory.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EditorTest {
  private static final double GAMMA = 0.3;

  private final World world = Worlds.random(2, 6, 0.25, new SplittableRandom(2));
  private final double[][] optimum = world.optimum();

  @Test
  void shouldKeepTheBalanceEquation() {
    // Given
    double[][] proposal = Worlds.ring(6);

    // When
    Editor editor = Editor.balanced(world, proposal, GAMMA);

    // Then
    assertThat(imbalance(editor)).isLessThan(1e-15);
    for (int x = 0; x < 2; x++) {
      for (int y = 0; y < 6; y++) {
        assertThat(Arrays.stream(editor.row(x, y)).sum()).isCloseTo(1, within(1e-12));
        for (int to = 0; to < 6; to++) {
          assertThat(editor.probability(x, y, to)).isGreaterThanOrEqualTo(GAMMA * optimum[x][to]);
        }
      }
    }
  }

  @Test
  void shouldBreakTheBalanceEquationByJumpingOneWay() {
    // Given
    Editor balanced = Editor.balanced(world, Worlds.ring(6), GAMMA);

    // When
    Editor jumping = balanced.withJumpToBest(0.1, world);

    // Then
    assertThat(imbalance(jumping)).isGreaterThan(1e-3);
    assertThat(Arrays.stream(jumping.row(1, 3)).sum()).isCloseTo(1, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.4, 1})
  void shouldMakeDraftsCostWhatTheWorldSays(double gamma) {
    // Given
    Editor editor = Editor.balanced(world, Worlds.anyOther(6), gamma);

    // When
    double mean = 0;
    for (int to = 0; to < 6; to++) {
      mean += editor.probability(1, 4, to) * editor.cost(1, 4, to);
    }

    // Then
    assertThat(mean).isCloseTo(world.cost()[1][4], within(1e-12));
  }

  /** So says invariance: π*(best) = Σ π*(y)·q(best|y). */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.4, 1})
  void shouldNotReachTheBestAnswerFromEverywhereMoreOftenThanTheOptimumDoes(double gamma) {
    // Given
    int best = optimum[0][0] > optimum[0][1] ? 0 : 1;
    for (int y = 2; y < 6; y++) {
      best = optimum[0][y] > optimum[0][best] ? y : best;
    }

    // When
    Editor editor = Editor.balanced(world, Worlds.anyOther(6), gamma);

    // Then
    double least = 1;
    for (int y = 0; y < 6; y++) {
      least = Math.min(least, editor.probability(0, y, best));
    }
    assertThat(least).isBetween(gamma * optimum[0][best], optimum[0][best] + 1e-15);
  }

  /** The largest |π*(y)·q(y'|y) − π*(y')·q(y|y')|. */
  private double imbalance(Editor editor) {
    double most = 0;
    for (int x = 0; x < 2; x++) {
      for (int y = 0; y < 6; y++) {
        for (int to = 0; to < 6; to++) {
          double there = optimum[x][y] * editor.probability(x, y, to);
          double back = optimum[x][to] * editor.probability(x, to, y);
          most = Math.max(most, Math.abs(there - back));
        }
      }
    }
    return most;
  }
}
