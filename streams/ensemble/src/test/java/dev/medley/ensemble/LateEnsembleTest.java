package dev.medley.ensemble;

import static dev.medley.ensemble.LateEnsemble.BASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The choice rule, case by case. */
final class LateEnsembleTest {
  private static final double HOLDOUT = 0.02;
  private static final LateEnsemble ENSEMBLE = new LateEnsemble(0.5, HOLDOUT);
  private static final LateEnsemble NO_HOLDOUT = new LateEnsemble(0.5, 0);

  private final RandomGenerator random = new SplittableRandom(7);

  @Test
  void shouldAnswerWithTheBaseAloneWhereNoMemberServes() {
    // When
    Choice choice = ENSEMBLE.choose(Map.of(), random);

    // Then
    assertThat(choice).isEqualTo(new Choice(BASE, 1));
  }

  @Test
  void shouldPlayUnplayedMembersFirstInTheOrderOfTheirNames() {
    // Given
    Map<String, Tally> arms =
        new HashMap<>(
            Map.of("sft", Tally.UNPLAYED, "dpo", Tally.UNPLAYED, "early", new Tally(100, 0)));
    List<String> played = new ArrayList<>();

    // When
    for (int i = 0; i < 3; i++) {
      String arm = NO_HOLDOUT.choose(arms, random).arm();
      played.add(arm);
      arms.compute(arm, (a, tally) -> tally.plus(3));
    }

    // Then
    assertThat(played).containsExactly("dpo", "sft", "early");
  }

  @Test
  void shouldSpreadABurstOverUnplayedMembersBeforeAnyCostIsKnown() {
    // Given
    Map<String, Tally> arms =
        Map.of("rl", Tally.UNPLAYED, "dpo", Tally.UNPLAYED, "early", new Tally(9, 0));
    Map<String, Long> inFlight = new HashMap<>();

    // When
    for (int i = 0; i < 6; i++) {
      inFlight.merge(NO_HOLDOUT.choose(arms, inFlight, random).arm(), 1L, Long::sum);
    }

    // Then
    assertThat(inFlight).isEqualTo(Map.of("rl", 3L, "dpo", 3L));
  }

  @Test
  void shouldComputeTheBoundOfAlgorithm1() {
    // When
    double bound = ENSEMBLE.bound(new Tally(16, 8), 100);

    // Then
    assertThat(bound).isCloseTo(0.5 - 0.5 * Math.sqrt(Math.log(100) / 16), within(1e-12));
  }

  @Test
  void shouldPreferTheLessPlayedOfTwoMembersWithTheSameMean() {
    // When
    Choice choice =
        NO_HOLDOUT.choose(Map.of("dpo", new Tally(90, 45), "sft", new Tally(10, 5)), random);

    // Then
    assertThat(choice).isEqualTo(new Choice("sft", 1));
  }

  @Test
  void shouldChooseByMeanAloneWithoutExploration() {
    // When
    Choice choice =
        new LateEnsemble(0, 0)
            .choose(Map.of("dpo", new Tally(1_000, 400), "sft", new Tally(1, 0.41)), random);

    // Then
    assertThat(choice.arm()).isEqualTo("dpo");
  }

  @Test
  void shouldReportPropensitiesThatAreTheFrequencies() {
    // Given
    int draws = 200_000;
    LateEnsemble ensemble = new LateEnsemble(0.5, 0.3);
    Map<String, Tally> arms = Map.of("dpo", new Tally(5, 4), "sft", new Tally(5, 1));
    Map<Choice, Integer> counts = new HashMap<>();

    // When
    for (int i = 0; i < draws; i++) {
      counts.merge(ensemble.choose(arms, random), 1, Integer::sum);
    }

    // Then
    assertThat(counts.keySet()).containsOnly(new Choice(BASE, 0.3), new Choice("sft", 0.7));
    counts.forEach(
        (choice, count) ->
            assertThat(count / (double) draws).isCloseTo(choice.propensity(), within(0.005)));
  }

  @Test
  void shouldRefuseAMemberNamedBase() {
    // When
    assertThatThrownBy(() -> ENSEMBLE.choose(Map.of(BASE, Tally.UNPLAYED), random))

        // Then
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rename");
  }

  @Test
  void shouldRefuseSettingsThatMeanNothing() {
    assertThatThrownBy(() -> new LateEnsemble(Double.NaN, 0)).hasMessageContaining("alpha is NaN");
    assertThatThrownBy(() -> new LateEnsemble(1, 1.5)).hasMessageContaining("baseHoldout is 1.5");
    assertThatThrownBy(() -> new Tally(-1, 0)).hasMessageContaining("plays is -1");
    assertThatThrownBy(() -> new Tally(1, Double.NaN)).hasMessageContaining("costSum is NaN");
    assertThatThrownBy(() -> new Tally(0, 1)).hasMessageContaining("without any play");
    assertThatThrownBy(() -> new Choice("sft", 0)).hasMessageContaining("propensity is 0");
  }
}
