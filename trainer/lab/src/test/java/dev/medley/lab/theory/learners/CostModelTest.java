package dev.medley.lab.theory.learners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.medley.lab.theory.world.CostClass;
import dev.medley.lab.theory.world.CostClasses;
import dev.medley.lab.theory.world.EditLog;
import dev.medley.lab.theory.world.Editor;
import dev.medley.lab.theory.world.World;
import dev.medley.lab.theory.world.Worlds;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CostModelTest {
  private final SplittableRandom random = new SplittableRandom(4);
  private final CostClass costs = CostClasses.random(2, 6, 3, random);
  private final World world = CostClasses.world(costs, 0.3, random);
  private final Editor editor = Editor.balanced(world, Worlds.anyOther(6), 0.3);

  @Test
  void shouldHoldTheTruthAsOftenAsPromised() {
    // Given
    int logs = 400;

    // When
    int missed = 0;
    for (int i = 0; i < logs; i++) {
      CostModel model = CostModel.fit(costs, EditLog.sample(world, editor, 200, random));
      missed += underestimates(model) ? 1 : 0;
    }

    // Then
    double chance = Math.sqrt(logs * CostModel.DELTA * (1 - CostModel.DELTA));
    assertThat((double) missed).isLessThan(logs * CostModel.DELTA + 4 * chance);
  }

  @Test
  void shouldGrowSurerWithMoreEdits() {
    // Given
    EditLog few = EditLog.sample(world, editor, 1_000, random);
    EditLog many = EditLog.sample(world, editor, 100_000, random);

    // When
    CostModel unsure = CostModel.fit(costs, few);
    CostModel sure = CostModel.fit(costs, many);

    // Then
    double before = unsure.largest(0, 1) - unsure.fitted(0, 1);
    double after = sure.largest(0, 1) - sure.fitted(0, 1);
    assertThat(after).isPositive().isLessThan(before / 3);
  }

  @Test
  void shouldFitTheCost() {
    // Given
    EditLog log = EditLog.exact(world, editor);

    // When
    CostModel model = CostModel.fit(costs, log);

    // Then
    for (int y = 0; y < 6; y++) {
      assertThat(model.fitted(1, y)).isCloseTo(world.cost()[1][y], within(1e-6));
    }
  }

  private boolean underestimates(CostModel model) {
    for (int x = 0; x < 2; x++) {
      for (int y = 0; y < 6; y++) {
        if (model.largest(x, y) < world.cost()[x][y]) {
          return true;
        }
      }
    }
    return false;
  }
}
