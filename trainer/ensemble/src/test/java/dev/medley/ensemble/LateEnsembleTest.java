package dev.medley.ensemble;

import static dev.medley.ensemble.LateEnsemble.BASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.medley.ensemble.costs.CostHistory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shares, ties and propensities, whatever the policy. */
final class LateEnsembleTest {
  private final RandomGenerator random = new SplittableRandom(7);

  static List<Policy> policies() {
    return List.of(new Ucb1(0.5), AdaptiveBound.DEFAULT);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldAnswerWithTheBaseAloneWhereNoMemberServes(Policy policy) {
    // When
    Choice choice =
        new LateEnsemble(policy, 0.02, 0.01).choose(Map.of(BASE, ArmState.UNPLAYED), random);

    // Then
    assertThat(choice).isEqualTo(new Choice(BASE, 1));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldSpreadABurstOverUnplayedMembersBeforeAnyCostIsKnown(Policy policy) {
    // Given
    LateEnsemble ensemble = new LateEnsemble(policy, 0, 0);
    Map<String, ArmState> arms = new HashMap<>();
    List.of("rl", "dpo", "sft").forEach(arm -> arms.put(arm, ArmState.UNPLAYED));
    List<String> chosen = new ArrayList<>();

    // When
    for (int i = 0; i < 6; i++) {
      String arm = ensemble.choose(arms, random).arm();
      chosen.add(arm);
      arms.compute(arm, (name, state) -> state.withWaiting(state.waiting() + 1));
    }

    // Then
    assertThat(chosen.subList(0, 3)).containsExactly("dpo", "rl", "sft");
    assertThat(chosen.subList(3, 6)).containsExactlyInAnyOrder("dpo", "rl", "sft");
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldReportPropensitiesThatAreTheFrequencies(Policy policy) {
    // Given
    int draws = 200_000;
    LateEnsemble ensemble = new LateEnsemble(policy, 0.1, 0.3);
    Map<String, ArmState> arms =
        Map.of("dpo", played(5, 0.8), "sft", played(5, 0.2), BASE, played(50, 0.9));
    Map<Choice, Integer> counts = new HashMap<>();

    // When
    for (int i = 0; i < draws; i++) {
      counts.merge(ensemble.choose(arms, random), 1, Integer::sum);
    }

    // Then
    assertThat(counts).hasSize(3);
    counts.forEach(
        (choice, count) -> {
          double expected =
              switch (choice.arm()) {
                case BASE -> 0.1 + 0.9 * 0.1;
                case "sft" -> 0.9 * (0.7 + 0.1);
                default -> 0.9 * 0.1;
              };
          assertThat(choice.propensity()).isCloseTo(expected, within(1e-12));
          assertThat(count / (double) draws).isCloseTo(expected, within(0.005));
        });
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldAnswerWithTheBaseWhereEveryMemberIsWorse(Policy policy) {
    // Given
    Map<String, ArmState> arms =
        Map.of("dpo", played(300, 0.8), "sft", played(300, 0.9), BASE, played(300, 0.4));

    // When
    Choice choice = new LateEnsemble(policy, 0.02, 0).choose(arms, random);

    // Then
    assertThat(choice).isEqualTo(new Choice(BASE, 1));
  }

  @Test
  void shouldLeaveTheBaseOutWithoutAHoldout() {
    // Given
    Map<String, ArmState> arms = Map.of("sft", played(300, 0.9), BASE, played(300, 0.4));

    // When
    Choice choice = new LateEnsemble(AdaptiveBound.DEFAULT, 0, 0.5).choose(arms, random);

    // Then
    assertThat(choice).isEqualTo(new Choice("sft", 1));
  }

  @Test
  void shouldRefuseSettingsThatMeanNothing() {
    Policy policy = AdaptiveBound.DEFAULT;
    assertThatThrownBy(() -> new LateEnsemble(policy, 1.5, 0)).hasMessageContaining("holdout is 1");
    assertThatThrownBy(() -> new LateEnsemble(policy, 0, Double.NaN))
        .hasMessageContaining("floor is NaN");
    assertThatThrownBy(() -> new Ucb1(Double.NaN)).hasMessageContaining("alpha is NaN");
    assertThatThrownBy(() -> new AdaptiveBound(-1, 2, 8)).hasMessageContaining("exploration is -1");
    assertThatThrownBy(() -> new Prior(-1, 2)).hasMessageContaining("meanCost is -1");
    assertThatThrownBy(() -> new Choice("sft", 0)).hasMessageContaining("propensity is 0");
    assertThatThrownBy(() -> CostHistory.EMPTY.plus(1, Double.NaN)).hasMessageContaining("NaN");
  }

  static ArmState played(int plays, double cost) {
    CostHistory costs = CostHistory.EMPTY;
    for (int i = 0; i < plays; i++) {
      costs = costs.plus(i, cost);
    }
    return ArmState.UNPLAYED.withCosts(costs);
  }
}
