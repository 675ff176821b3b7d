package dev.medley.ensemble;

import static dev.medley.ensemble.LateEnsemble.BASE;
import static dev.medley.ensemble.LateEnsembleTest.played;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.medley.ensemble.costs.CostHistory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the default policy makes of arms. */
final class ThompsonTest {
  private static final int DRAWS = 20_000;
  private static final Thompson POLICY = Thompson.DEFAULT;

  static List<Arguments> stages() {
    ArmState changed = noisy(60, 0.2, 3);
    for (int i = 0; i < 20; i++) {
      changed = changed.withCosts(changed.costs().plus(60 + i, 0.9));
    }
    Prior judged = new Prior(0.2, 50);
    ArmState versions =
        noisy(40, 0.3, 4)
            .withVersions(
                List.of(new Version(0, new Prior(0.3, 50)), new Version(35, new Prior(0.2, 50))));
    Population others = population();
    return List.of(
        stage("unplayed", 0, Map.of("a", ArmState.UNPLAYED, "b", ArmState.UNPLAYED)),
        stage("judged", 0.1, Map.of("a", ArmState.UNPLAYED.withPrior(judged), "b", noisy(3, 1, 1))),
        stage("few plays", 0.02, Map.of("a", noisy(3, 0.4, 1), "b", noisy(2, 0.5, 2))),
        stage("many", 0, Map.of("a", noisy(500, 0.30, 1), "b", noisy(400, 0.31, 2))),
        stage("changed", 0, Map.of("a", changed, "b", noisy(20, 0.5, 2))),
        stage("new version", 0.02, Map.of("a", versions, "b", noisy(90, 0.25, 2))),
        Arguments.of(
            "among others", 0.0, others, Map.of("a", noisy(2, 0.5, 1), "b", ArmState.UNPLAYED)));
  }

  private static Arguments stage(String name, double holdout, Map<String, ArmState> arms) {
    return Arguments.of(name, holdout, Population.NONE, arms);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("stages")
  void shouldChooseAsOftenAsItLogs(
      String stage, double holdout, Population others, Map<String, ArmState> arms) {
    // Given
    LateEnsemble ensemble = new LateEnsemble(POLICY, holdout, 0);
    SplittableRandom random = new SplittableRandom(9);
    Map<Choice, Integer> counts = new HashMap<>();

    // When
    for (int i = 0; i < DRAWS; i++) {
      counts.merge(ensemble.choose(arms, others, random.nextDouble()), 1, Integer::sum);
    }

    // Then
    Map<String, Double> propensities = ensemble.propensities(arms, others);
    assertThat(propensities.values().stream().mapToDouble(p -> p).sum()).isCloseTo(1, within(1e-9));
    counts.forEach(
        (choice, count) -> {
          double logged = choice.propensity();
          double error = Math.sqrt(logged * (1 - logged) / DRAWS);
          assertThat(logged).isEqualTo(propensities.get(choice.arm()));
          assertThat(count / (double) DRAWS).isCloseTo(logged, within(4 * error + 1e-9));
        });
  }

  @Test
  void shouldSayTheSameWheneverItIsAsked() {
    // Given
    Map<String, ArmState> arms = Map.of("a", noisy(5, 0.4, 1), "b", noisy(7, 0.5, 2));

    // When
    Map<String, Double> first = POLICY.chances(arms, Population.NONE);
    Map<String, Double> again = POLICY.chances(arms, Population.NONE);

    // Then
    assertThat(again).isEqualTo(first);
  }

  @Test
  void shouldGiveAllToTheOnlyArm() {
    // When
    Map<String, Double> chances = POLICY.chances(Map.of("a", ArmState.UNPLAYED), Population.NONE);

    // Then
    assertThat(chances).containsOnlyKeys("a");
    assertThat(chances.get("a")).isCloseTo(1, within(1e-12));
  }

  @Test
  void shouldNotExploreAnArmThatIsSurelyBad() {
    // Given
    Map<String, ArmState> arms = Map.of("bad", noisy(30, 1, 1), "good", noisy(30, 0.2, 2));

    // When
    Map<String, Double> chances = POLICY.chances(arms, Population.NONE);

    // Then
    assertThat(chances.get("bad")).isZero();
  }

  @Test
  void shouldExploreANewVersionAnew() {
    // Given
    Prior judged = new Prior(0.3, 50);
    ArmState once = noisy(2_000, 0.32, 1).withPrior(judged);
    ArmState twice = once.withVersions(List.of(new Version(0, judged), new Version(2_000, judged)));
    ArmState other = noisy(2_000, 0.3, 2);

    // When
    double before = POLICY.chances(Map.of("a", once, "b", other), Population.NONE).get("a");
    double after = POLICY.chances(Map.of("a", twice, "b", other), Population.NONE).get("a");

    // Then
    assertThat(after).isGreaterThan(before);
  }

  @Test
  void shouldFollowAGateFromOneVersionToTheNext() {
    // Given
    ArmState arm = noisy(100, 0.4, 1);
    List<Version> better =
        List.of(new Version(0, new Prior(0.4, 50)), new Version(100, new Prior(0.2, 50)));

    // When
    double same = POLICY.rank(Map.of("a", arm.withPrior(new Prior(0.4, 50)))).get("a");
    double next = POLICY.rank(Map.of("a", arm.withVersions(better))).get("a");

    // Then
    assertThat(next).isLessThan(0.85 * same);
  }

  @Test
  void shouldForgetOneArmAndNotAllWhereOneChanges() {
    // Given
    ArmState changed = noisy(60, 0.2, 3);
    for (int i = 0; i < 20; i++) {
      changed = changed.withCosts(changed.costs().plus(60 + i, 0.9));
    }

    // When
    Map<String, Double> means = POLICY.rank(Map.of("a", changed, "b", noisy(60, 0.5, 2)));

    // Then
    assertThat(POLICY.changed(changed)).isTrue();
    assertThat(means.get("a")).isGreaterThan(0.7);
    assertThat(means.get("b")).isBetween(0.4, 0.6);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 100})
  void shouldTakeBackWhatIsRevised(int plays) {
    // Given
    ArmState arm = noisy(plays, 0.3, 1);
    CostHistory dear = arm.costs();
    for (int i = 0; i < 20; i++) {
      dear = dear.plus(plays + i, 1);
    }
    for (int i = 0; i < 20; i++) {
      dear = dear.minus(plays + i, 1).plus(plays + i, 0.3);
    }

    // When
    double revised = POLICY.rank(Map.of("a", arm.withCosts(dear))).get("a");

    // Then
    assertThat(revised).isBetween(0.27, 0.33);
  }

  @Test
  void shouldBearArmsThatNeverCostAnything() {
    // Given
    Map<String, ArmState> arms =
        Map.of(
            "free",
            played(50, 0),
            "half",
            played(50, 0.5),
            "judged",
            ArmState.UNPLAYED.withPrior(new Prior(0, 10)),
            BASE,
            ArmState.UNPLAYED);

    // When
    Map<String, Double> chances = POLICY.chances(arms, Population.NONE);

    // Then
    assertThat(chances.values()).allMatch(chance -> chance >= 0 && chance <= 1);
    assertThat(chances.get("half")).isZero();
  }

  @Test
  void shouldBearMoreArmsThanThereAreDrawsFor() {
    // Given
    Map<String, ArmState> arms = new HashMap<>();
    IntStream.range(0, 40).forEach(i -> arms.put("arm" + i, noisy(i, 0.2 + 0.02 * i, i)));

    // When
    Map<String, Double> chances = POLICY.chances(arms, Population.NONE);

    // Then
    assertThat(chances).hasSize(40);
    assertThat(chances.values().stream().mapToDouble(p -> p).sum()).isCloseTo(1, within(1e-9));
  }

  @Test
  void shouldRefuseSettingsThatMeanNothing() {
    assertThatThrownBy(() -> new Thompson(0, 0.1, 13)).hasMessageContaining("width is 0");
    assertThatThrownBy(() -> new Thompson(1, Double.NaN, 13)).hasMessageContaining("NaN");
  }

  /** Others of which a is mostly the cheaper. */
  private static Population population() {
    List<Map<String, ArmState>> others = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      others.add(Map.of("a", noisy(10, 0.2, i), "b", noisy(10, 0.6, 100 + i)));
    }
    return Population.of(others, POLICY);
  }

  static ArmState noisy(int plays, double mean, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    CostHistory costs = CostHistory.EMPTY;
    for (int i = 0; i < plays; i++) {
      costs = costs.plus(i, Math.max(0, mean * (1 + 0.5 * random.nextGaussian())));
    }
    return ArmState.UNPLAYED.withCosts(costs);
  }
}
