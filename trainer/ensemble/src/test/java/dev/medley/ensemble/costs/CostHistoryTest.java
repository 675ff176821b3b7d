package dev.medley.ensemble.costs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Costs that come, are replaced, and grow old. */
final class CostHistoryTest {
  private record Play(long at, double cost) {}

  @Test
  void shouldGiveBackEveryPlayThatWasTaken() {
    // Given
    SplittableRandom random = new SplittableRandom(3);
    List<Play> plays = new ArrayList<>();
    CostHistory history = CostHistory.EMPTY;

    // When
    for (int i = 0; i < 5_000; i++) {
      if (random.nextInt(3) == 0 && !plays.isEmpty()) {
        Play play = plays.remove(random.nextInt(plays.size()));
        history = history.minus(play.at(), play.cost());
      } else {
        // Answers come late and out of order.
        Play play = new Play(i + random.nextInt(200), random.nextDouble());
        plays.add(play);
        history = history.plus(play.at(), play.cost());
      }
      assertThat(history.plays()).isEqualTo(plays.size());
    }

    // Then
    double sum = plays.stream().mapToDouble(Play::cost).sum();
    assertThat(history.costSum()).isCloseTo(sum, within(1e-9));
    assertThat(history.blocks()).hasSizeLessThanOrEqualTo(CostHistory.MAX_BLOCKS);
    for (int i = 1; i < history.blocks().size(); i++) {
      assertThat(history.blocks().get(i).from()).isGreaterThan(history.blocks().get(i - 1).to());
    }
  }

  @Test
  void shouldKeepTheNewestPlaysApart() {
    // Given
    CostHistory history = CostHistory.EMPTY;

    // When
    for (int i = 0; i < 10_000; i++) {
      history = history.plus(i, 0.5);
    }

    // Then
    List<CostSpan> blocks = history.blocks();
    assertThat(blocks.subList(blocks.size() - 4, blocks.size()))
        .allMatch(block -> block.plays() == 1);
    assertThat(blocks.get(0).plays()).isLessThan(5_000);
  }

  @Test
  void shouldIgnoreAPlayThatItDoesNotCount() {
    // Given
    CostHistory history = CostHistory.EMPTY.plus(5, 0.5);

    // When
    CostHistory same = history.minus(6, 0.5);

    // Then
    assertThat(same).isEqualTo(history);
  }
}
