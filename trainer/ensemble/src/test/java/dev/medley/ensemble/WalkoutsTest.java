package dev.medley.ensemble;

import static dev.medley.ensemble.LateEnsembleTest.played;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Users who cancel responses, and what is made of it. */
final class WalkoutsTest {
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
        Walkouts.charged(Map.of("a", given(50, 1).responses().blocks()), THRESHOLD);

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

  static List<Policy> policies() {
    return List.of(new Ucb1(0.1), AdaptiveBound.DEFAULT);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldRankAnArmWhoseUsersWalkAwayBehindOneThatTheyEdit(Policy policy) {
    // When
    Map<String, Double> ranks =
        policy.rank(Map.of("a", given(20, 1), "b", edited(100, 0.6), "c", edited(100, 0.4)));

    // Then
    assertThat(ranks.get("a")).isGreaterThan(ranks.get("b"));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldTakeAnArmThatNobodyAnswersForNoBetterThanOthers(Policy policy) {
    // When
    Map<String, Double> ranks =
        policy.rank(Map.of("a", given(100, 0), "b", played(100, 0.6), "c", played(100, 0.4)));

    // Then
    assertThat(ranks.get("a")).isBetween(ranks.get("c"), ranks.get("b"));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldNotCountSilenceInAMean(Policy policy) {
    // Given
    ArmState answered = played(100, 0.4);
    ArmState half = played(50, 0.4).withResponses(given(100, 0).responses());

    // When
    Map<String, Double> ranks = policy.rank(Map.of("a", half, "b", answered));

    // Then
    assertThat(ranks.get("a")).isCloseTo(ranks.get("b"), within(0.01));
  }

  private static Map<String, Double> charged(ArmState a, ArmState b, ArmState c) {
    return Walkouts.charged(
        Map.of(
            "a", a.responses().blocks(),
            "b", b.responses().blocks(),
            "c", c.responses().blocks()),
        THRESHOLD);
  }

  private static ArmState edited(int plays, double cost) {
    return played(plays, cost).withResponses(given(plays, 0).responses());
  }

  /** Responses without a cost, some of them cancelled. */
  private static ArmState given(int responses, double cancelled) {
    SplittableRandom random = new SplittableRandom(5);
    CostHistory history = CostHistory.EMPTY;
    for (int i = 0; i < responses; i++) {
      history = history.plus(i, random.nextDouble() < cancelled ? 1 : 0);
    }
    return ArmState.UNPLAYED.withResponses(history);
  }
}
