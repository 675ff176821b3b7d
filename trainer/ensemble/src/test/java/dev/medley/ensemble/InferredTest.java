package dev.medley.ensemble;

import static dev.medley.ensemble.LateEnsemble.BASE;
import static dev.medley.ensemble.LateEnsembleTest.played;
import static dev.medley.ensemble.SurplusTest.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.medley.ensemble.costs.CostHistory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Users who say nothing of an arm, or walk away, and what the policies make of it. */
final class InferredTest {
  private static final int ROUNDS = 2_000;

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
  void shouldNotCountSilenceInAMean(Policy policy) {
    // Given
    ArmState answered = played(100, 0.4);
    ArmState half = played(50, 0.4).withResponses(given(100, 0).responses());

    // When
    Map<String, Double> ranks = policy.rank(Map.of("a", half, "b", answered));

    // Then
    assertThat(ranks.get("a")).isCloseTo(ranks.get("b"), within(0.01));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldRankAnArmThatNobodyAnswersBehindThoseThatPeopleEdit(Policy policy) {
    // When
    Map<String, Double> ranks =
        policy.rank(
            Map.of(
                "a",
                given(100, 0).withPrior(new Prior(0.1, 1)),
                "b",
                edited(100, 0.6),
                "c",
                edited(100, 0.4)));

    // Then
    assertThat(ranks.get("a")).isGreaterThan(ranks.get("b")).isGreaterThan(ranks.get("c"));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldChargeTheAnswersThatAnArmLacksBesideOthers(Policy policy) {
    // Given
    ArmState once =
        played(1, 0)
            .withResponses(given(1_000, 0).responses())
            .withSettled(given(1_000, 1).responses().plus(1_000, 0));
    ArmState half = answered(100, 0.6, 200);
    Map<String, ArmState> arms = Map.of("a", once, BASE, half);

    // When
    Map<String, Double> ranks = policy.rank(arms);

    // Then
    assertThat(ranks.get("a")).isGreaterThan(ranks.get(BASE));
    assertThat(policy.unanswered(arms).get("a")).isBetween(300.0, 550.0);
    assertThat(policy.unanswered(arms).get(BASE)).isZero();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldChargeNobodyWherePeopleAnswerAsSeldomEverywhere(Policy policy) {
    // Given
    ArmState few = answered(20, 0.2, 100);
    ArmState many = answered(200, 0.6, 1_000);
    ArmState fresh = given(10, 0);

    // When
    Map<String, Double> unanswered = policy.unanswered(Map.of("a", few, "b", many, "c", fresh));

    // Then
    assertThat(unanswered.values()).containsOnly(0.0);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldGiveFewRequestsToAnArmThatNobodyAnswers(Policy policy) {
    // Given
    LateEnsemble ensemble = new LateEnsemble(policy, 0.02, 0.01);
    SplittableRandom random = new SplittableRandom(1);
    Map<String, ArmState> arms = new HashMap<>();
    arms.put(BASE, ArmState.UNPLAYED);
    arms.put("silent", ArmState.UNPLAYED.withPrior(new Prior(0.1, 1)));

    // When
    for (int i = 0; i < ROUNDS; i++) {
      int now = i;
      String arm = ensemble.choose(arms, random).arm();
      boolean answered = arm.equals(BASE) && random.nextBoolean();
      double cost = 1.2 * random.nextDouble();
      arms.computeIfPresent(arm, (name, state) -> settled(state, now, answered, cost));
    }

    // Then
    assertThat(arms.get("silent").responses().plays()).isBetween(1L, ROUNDS / 10L);
  }

  @Test
  void shouldRememberWhomUsersWalkAwayFromWhenAnotherArmChanges() {
    // Given
    SplittableRandom random = new SplittableRandom(3);
    CostHistory costs = CostHistory.EMPTY;
    for (int i = 0; i < 100; i++) {
      costs = costs.plus(1_000 + i, (i < 60 ? 0.2 : 0.8) * (0.5 + random.nextDouble()));
    }
    ArmState changed = ArmState.UNPLAYED.withCosts(costs);
    Map<String, ArmState> arms =
        Map.of(
            "changed",
            changed,
            "left",
            given(20, 1),
            "silent",
            given(20, 0),
            BASE,
            edited(400, 0.6));

    // When
    Map<String, Double> ranks = AdaptiveBound.DEFAULT.rank(arms);

    // Then
    assertThat(Segments.of(arms, AdaptiveBound.DEFAULT.changeThreshold()).anyChange()).isTrue();
    assertThat(ranks.get("left")).isFinite().isGreaterThan(0.3);
    assertThat(ranks.get("silent")).isFinite().isGreaterThan(0.3);
  }

  /** Some of its responses; the others are silent. */
  private static ArmState answered(int plays, double cost, int responses) {
    return played(plays, cost)
        .withResponses(given(responses, 0).responses())
        .withSettled(given(responses, 1 - plays / (double) responses).responses());
  }

  private static ArmState settled(ArmState state, int at, boolean answered, double cost) {
    ArmState given =
        state
            .withResponses(state.responses().plus(at, 0))
            .withSettled(state.settled().plus(at, answered ? 0 : 1));
    return answered ? given.withCosts(given.costs().plus(at, cost)) : given;
  }

  private static ArmState edited(int plays, double cost) {
    return played(plays, cost).withResponses(given(plays, 0).responses());
  }
}
