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
  void shouldFindTheCheapestOfFourMembersAndHoldTheBaseOut(long seed) {
    // Given
    LateEnsemble ensemble = new LateEnsemble(0.3, 0.02);
    SplittableRandom random = new SplittableRandom(seed);
    SplittableRandom users = random.split();
    Map<String, Tally> arms = new HashMap<>();
    MEAN_COSTS.keySet().forEach(arm -> arms.put(arm, Tally.UNPLAYED));
    Tally base = arms.remove(BASE);

    // When
    for (int round = 0; round < ROUNDS; round++) {
      String arm = ensemble.choose(arms, random).arm();
      double cost = users.nextDouble() * 2 * MEAN_COSTS.get(arm);
      if (arm.equals(BASE)) {
        base = base.plus(cost);
      } else {
        arms.compute(arm, (a, tally) -> tally.plus(cost));
      }
    }

    // Then
    assertThat(base.plays() / (double) ROUNDS).isCloseTo(0.02, within(0.004));
    assertThat(arms.get("early").plays()).isGreaterThan((long) (0.9 * ROUNDS));
    assertThat(arms.values()).allMatch(tally -> tally.plays() >= 1);
  }
}
