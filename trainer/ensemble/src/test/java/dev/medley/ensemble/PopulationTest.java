package dev.medley.ensemble;

import static dev.medley.ensemble.ThompsonTest.noisy;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What one starts from where others are known. */
final class PopulationTest {
  private static final Thompson POLICY = Thompson.DEFAULT;

  @Test
  void shouldStartFromWhatOthersSay() {
    // Given
    List<Map<String, ArmState>> others = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      others.add(Map.of("a", noisy(10, 0.2, i), "b", noisy(10, 0.5, 100 + i)));
    }

    // When
    Map<String, Double> chances =
        POLICY.chances(
            Map.of("a", ArmState.UNPLAYED, "b", ArmState.UNPLAYED), Population.of(others, POLICY));

    // Then
    assertThat(chances.get("a")).isGreaterThan(0.9);
  }

  @Test
  void shouldTellATasteByAnotherArm() {
    // Given
    List<Map<String, ArmState>> users = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      double a = i % 2 == 0 ? 0.2 : 0.6;
      users.add(Map.of("a", noisy(10, a, i), "b", noisy(10, 0.8 - a, 100 + i)));
    }
    Population population = Population.of(users, POLICY);
    Map<String, ArmState> dearA = Map.of("a", noisy(3, 0.6, 7), "b", ArmState.UNPLAYED);
    Map<String, ArmState> cheapA = Map.of("a", noisy(3, 0.2, 7), "b", ArmState.UNPLAYED);

    // When
    double afterDear = POLICY.chances(dearA, population).get("b");
    double afterCheap = POLICY.chances(cheapA, population).get("b");

    // Then
    assertThat(afterDear).isGreaterThan(0.95);
    assertThat(afterCheap).isLessThan(0.05);
  }

  @Test
  void shouldBelieveItsOwnPlaysBeforeOthers() {
    // Given
    List<Map<String, ArmState>> others = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      others.add(Map.of("a", noisy(10, 0.2, i), "b", noisy(10, 0.5, 100 + i)));
    }
    Map<String, ArmState> own = Map.of("a", noisy(60, 0.9, 1), "b", noisy(20, 0.3, 2));

    // When
    Map<String, Double> chances = POLICY.chances(own, Population.of(others, POLICY));

    // Then
    assertThat(chances.get("b")).isGreaterThan(0.95);
  }

  @Test
  void shouldKnowNothingOfArmsThatOthersLack() {
    // Given
    Population population =
        Population.of(List.of(Map.of("a", noisy(10, 0.2, 1)), Map.of()), POLICY);

    // When
    Map<String, Double> chances =
        POLICY.chances(Map.of("x", ArmState.UNPLAYED, "y", ArmState.UNPLAYED), population);

    // Then
    assertThat(chances.get("x")).isBetween(0.4, 0.6);
  }
}
