package dev.medley.ensemble;

import static dev.medley.ensemble.LateEnsembleTest.played;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.medley.ensemble.costs.CostHistory;
import dev.medley.ensemble.costs.CostSpan;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the two policies think of an arm. */
final class PolicyTest {
  private static final AdaptiveBound ADAPTIVE = AdaptiveBound.DEFAULT;

  @Test
  void shouldComputeTheBoundOfAlgorithm1() {
    // When
    Map<String, Double> ranks =
        new Ucb1(0.5)
            .rank(Map.of("sft", played(16, 0.5), "dpo", played(84, 1), "early", ArmState.UNPLAYED));

    // Then
    assertThat(ranks.get("sft"))
        .isCloseTo(0.5 - 0.5 * Math.sqrt(Math.log(100) / 16), within(1e-12));
    assertThat(ranks.get("dpo")).isCloseTo(1 - 0.5 * Math.sqrt(Math.log(100) / 84), within(1e-12));
    assertThat(ranks.get("early")).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void shouldPreferTheLessPlayedOfTwoArmsWithTheSameMean() {
    // When
    Map<String, Double> ranks = ADAPTIVE.rank(Map.of("dpo", played(90, 1), "sft", played(10, 1)));

    // Then
    assertThat(ranks.get("sft")).isLessThan(ranks.get("dpo"));
  }

  @Test
  void shouldExploreMoreWhereCostsVaryMore() {
    // Given
    Map<String, ArmState> steady = Map.of("dpo", played(80, 0.5), "sft", played(8, 0.6));
    Map<String, ArmState> erratic = Map.of("dpo", noisy(80, 0.5, 1), "sft", played(8, 0.6));

    // When
    double steadyBound = ADAPTIVE.rank(steady).get("sft");
    double erraticBound = ADAPTIVE.rank(erratic).get("sft");

    // Then
    assertThat(erraticBound).isLessThan(steadyBound);
  }

  @Test
  void shouldStartFromThePriorAndOutgrowAMisleadingOne() {
    // Given
    ArmState misled = ArmState.UNPLAYED.withPrior(new Prior(0.2, 50));
    ArmState known = ArmState.UNPLAYED.withPrior(new Prior(0.3, 50));

    // When
    Map<String, Double> before = ADAPTIVE.rank(Map.of("dpo", misled, "sft", known));
    Map<String, Double> after =
        ADAPTIVE.rank(Map.of("dpo", misled.withCosts(played(6, 0.6).costs()), "sft", known));

    // Then
    assertThat(before.get("dpo")).isLessThan(before.get("sft"));
    assertThat(after.get("dpo")).isGreaterThan(after.get("sft"));
  }

  @Test
  void shouldCountPlaysThatWaitForTheirCost() {
    // Given
    Map<String, ArmState> idle = Map.of("dpo", played(50, 0.5), "sft", played(2, 0.5));
    Map<String, ArmState> busy =
        Map.of("dpo", played(50, 0.5), "sft", played(2, 0.5).withWaiting(40));

    // When
    double idleBound = ADAPTIVE.rank(idle).get("sft");
    double busyBound = ADAPTIVE.rank(busy).get("sft");

    // Then
    assertThat(busyBound).isGreaterThan(idleBound);
  }

  @Test
  void shouldForgetWhatWasTrueBeforeAChange() {
    // Given
    CostHistory costs = noisy(100, 0.2, 1).costs();
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 20; i++) {
      costs = costs.plus(100 + i, 0.8 * (0.5 + random.nextDouble()));
    }
    ArmState changed = ArmState.UNPLAYED.withCosts(costs);

    // When
    Segments segments =
        Segments.of(Map.of("dpo", changed, "sft", noisy(100, 0.5, 3)), ADAPTIVE.changeThreshold());

    // Then
    long plays = segments.current("dpo").stream().mapToLong(CostSpan::plays).sum();
    assertThat(segments.changed("dpo")).isTrue();
    assertThat(segments.changed("sft")).isFalse();
    assertThat(plays).isBetween(18L, 22L);
    assertThat(ADAPTIVE.rank(Map.of("dpo", changed, "sft", noisy(100, 0.5, 3))).get("dpo"))
        .isGreaterThan(0.5);
  }

  @Test
  void shouldSeldomSeeAChangeWhereThereIsNone() {
    // Given
    int alarms = 0;

    // When
    for (int seed = 0; seed < 400; seed++) {
      Map<String, ArmState> arms = Map.of("dpo", noisy(200, 0.3, seed));
      alarms += Segments.of(arms, ADAPTIVE.changeThreshold()).anyChange() ? 1 : 0;
    }

    // Then
    assertThat(alarms).isLessThan(12);
  }

  private static ArmState noisy(int plays, double mean, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    CostHistory costs = CostHistory.EMPTY;
    for (int i = 0; i < plays; i++) {
      costs = costs.plus(i, Math.max(0, mean * (1 + 0.5 * random.nextGaussian())));
    }
    return ArmState.UNPLAYED.withCosts(costs);
  }
}
