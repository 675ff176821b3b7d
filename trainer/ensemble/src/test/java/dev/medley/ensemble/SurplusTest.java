package dev.medley.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.medley.ensemble.costs.CostHistory;
import dev.medley.ensemble.costs.Surplus;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Users who cancel responses, and what is made of it. */
final class SurplusTest {
  private static final double THRESHOLD = AdaptiveBound.DEFAULT.changeThreshold();

  @Test
  void shouldChargeAnArmWhoseUsersAllWalkAway() {
    // When
    Map<String, Double> charged = charged(given(20, 1), given(400, 0.02), given(200, 0.02));

    // Then
    assertThat(charged.get("a")).isBetween(12.0, 20.0);
    assertThat(charged.get("b")).isZero();
    assertThat(charged.get("c")).isZero();
  }

  @Test
  void shouldChargeNobodyWhereUsersCancelAsOftenEverywhere() {
    // When
    Map<String, Double> charged = charged(given(40, 0.4), given(900, 0.4), given(300, 0.35));

    // Then
    assertThat(charged.values()).containsOnly(0.0);
  }

  @Test
  void shouldChargeNobodyByAFewCancelsOrWithoutOthers() {
    // When
    Map<String, Double> few = charged(given(2, 1), given(400, 0.1), given(200, 0.1));
    Map<String, Double> alone =
        Surplus.of(Map.of("a", given(50, 1).responses().blocks()), THRESHOLD);

    // Then
    assertThat(few.get("a")).isZero();
    assertThat(alone.get("a")).isZero();
  }

  @Test
  void shouldChargeLessThanTheSurplus() {
    // When
    Map<String, Double> charged = charged(given(500, 0.5), given(500, 0.1), given(500, 0.1));

    // Then
    assertThat(charged.get("a")).isCloseTo(0.4 * 500, within(60.0)).isLessThan(0.4 * 500);
  }

  @Test
  void shouldForgiveAnArmThatWasMended() {
    // Given
    CostHistory mended = given(100, 1).responses();
    for (int i = 0; i < 30; i++) {
      mended = mended.plus(1_000 + i, 0);
    }

    // When
    Map<String, Double> charged =
        charged(ArmState.UNPLAYED.withResponses(mended), given(400, 0), given(400, 0));

    // Then
    assertThat(charged.get("a")).isZero();
  }

  private static Map<String, Double> charged(ArmState a, ArmState b, ArmState c) {
    return Surplus.of(
        Map.of(
            "a", a.responses().blocks(),
            "b", b.responses().blocks(),
            "c", c.responses().blocks()),
        THRESHOLD);
  }

  /** Responses without a cost, some of them cancelled. */
  static ArmState given(int responses, double cancelled) {
    SplittableRandom random = new SplittableRandom(5);
    CostHistory history = CostHistory.EMPTY;
    for (int i = 0; i < responses; i++) {
      history = history.plus(i, random.nextDouble() < cancelled ? 1 : 0);
    }
    return ArmState.UNPLAYED.withResponses(history);
  }
}
