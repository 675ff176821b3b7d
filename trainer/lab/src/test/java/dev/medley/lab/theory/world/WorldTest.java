package dev.medley.lab.theory.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.PowellOptimizer;
import org.junit.jupiter.api.Test;

final class WorldTest {
  private final World world = Worlds.random(1, 5, 0.3, new SplittableRandom(1));

  @Test
  void shouldHaveItsOptimumWhereANumericalOptimiserEnds() {
    // Given
    ObjectiveFunction objective =
        new ObjectiveFunction(l -> world.objective(new double[][] {Distributions.softmax(l)}));

    // When
    double[] logits =
        new PowellOptimizer(1e-12, 1e-14)
            .optimize(
                new MaxEval(100_000), objective, GoalType.MINIMIZE, new InitialGuess(new double[5]))
            .getPoint();

    // Then
    assertThat(Distributions.softmax(logits))
        .usingComparatorWithPrecision(1e-5)
        .containsExactly(world.optimum()[0]);
  }

  @Test
  void shouldBeSuboptimalByTheDivergenceFromTheOptimum() {
    // Given
    double[][] policy = {{0.5, 0.1, 0.1, 0.1, 0.2}};

    // When
    double suboptimality = world.subOptimality(policy);

    // Then
    assertThat(suboptimality)
        .isPositive()
        .isCloseTo(0.3 * World.divergence(policy, world.optimum()), within(1e-12));
  }

  @Test
  void shouldRefuseAResponseThatCostsNothing() {
    // Given
    double[][] cost = {{0.5, 0}};
    double[][] reference = {{0.5, 0.5}};

    // When
    assertThatThrownBy(() -> new World(cost, reference, 1))

        // Then
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("response 1 in context 0");
  }

  @Test
  void shouldPreferWhatCostsLess() {
    // Given
    int cheapest = argMin(world.cost()[0]);
    double[] uniform = new double[5];
    Arrays.fill(uniform, 0.2);
    World fair = new World(world.cost(), new double[][] {uniform}, 0.3);

    // When
    double[] optimum = fair.optimum()[0];

    // Then
    assertThat(optimum[cheapest]).isEqualTo(Arrays.stream(optimum).max().orElseThrow());
  }

  private static int argMin(double[] values) {
    int least = 0;
    for (int i = 0; i < values.length; i++) {
      least = values[i] < values[least] ? i : least;
    }
    return least;
  }
}
