package dev.medley.ensemble;

import static dev.medley.ensemble.LateEnsemble.BASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many rounds against users whose edit costs are drawn from known distributions. */
final class SimulationTest {
  private static final int ROUNDS = 20_000;
  private static final Map<String, Double> MEAN_COSTS =
      Map.of("dpo", 0.55, "early", 0.2, "rl", 0.35, "sft", 0.45, BASE, 0.9);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldFindTheCheapestOfFourMembersHoldTheBaseOutAndKeepTheFloor(long seed) {
    // Given
    LateEnsemble ensemble = new LateEnsemble(AdaptiveBound.DEFAULT, 0.02, 0.05);
    SplittableRandom random = new SplittableRandom(seed);
    SplittableRandom users = random.split();
    Map<String, ArmState> arms = new HashMap<>();
    MEAN_COSTS.keySet().forEach(arm -> arms.put(arm, ArmState.UNPLAYED));

    // When
    for (int round = 0; round < ROUNDS; round++) {
      int now = round;
      String arm = ensemble.choose(arms, random).arm();
      double cost = users.nextDouble() * 2 * MEAN_COSTS.get(arm);
      arms.compute(arm, (name, state) -> state.withCosts(state.costs().plus(now, cost)));
    }

    // Then
    assertThat(share(arms, BASE)).isCloseTo(0.02 + 0.98 * 0.01, within(0.004));
    assertThat(share(arms, "early")).isGreaterThan(0.9);
    assertThat(share(arms, "dpo")).isBetween(0.007, 0.02);
  }

  private static double share(Map<String, ArmState> arms, String arm) {
    return arms.get(arm).costs().plays() / (double) ROUNDS;
  }
}
