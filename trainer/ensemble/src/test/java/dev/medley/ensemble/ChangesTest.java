package dev.medley.ensemble;

import static dev.medley.ensemble.ThompsonTest.noisy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.ensemble.costs.Changes;
import dev.medley.ensemble.costs.CostHistory;
import dev.medley.ensemble.costs.CostSpan;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Where costs changed, and where they did not. */
final class ChangesTest {
  private static final double THRESHOLD = Thompson.DEFAULT.threshold();

  @Test
  void shouldFindAChangeWithinAFewPlays() {
    // Given
    CostHistory costs = noisy(100, 0.2, 1).costs();
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 20; i++) {
      costs = costs.plus(100 + i, 0.8 * (0.5 + random.nextDouble()));
    }

    // When
    List<CostSpan> since = Changes.since(costs.blocks(), THRESHOLD);

    // Then
    assertThat(since.stream().mapToLong(CostSpan::plays).sum()).isBetween(18L, 22L);
  }

  @Test
  void shouldSeldomSeeOneWhereUsersMostlyAccept() {
    // Given
    int alarms = 0;

    // When
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      CostHistory costs = CostHistory.EMPTY;
      for (int i = 0; i < 500; i++) {
        costs = costs.plus(i, random.nextInt(10) < 8 ? 0 : random.nextDouble());
      }
      alarms += Changes.since(costs.blocks(), THRESHOLD).size() < costs.blocks().size() ? 1 : 0;
    }

    // Then
    assertThat(alarms).isLessThan(4);
  }

  @Test
  void shouldSeeNoneInNothing() {
    assertThat(Changes.since(List.of(), THRESHOLD)).isEmpty();
  }
}
