package dev.medley.learner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CostModelTest {
  private static final int WIDTH = 6;
  private static final int LENGTH = 40;

  @Test
  void shouldLearnALinearCost() {
    // Given
    CostModel model = new CostModel(WIDTH, 1, Map.of());

    // When
    learn(model, 0, 2000);

    // Then
    for (int i = 3000; i < 3020; i++) {
      float[] features = features(i);
      assertThat(model.cost(features, LENGTH, 0)).isCloseTo(cost(features), within(0.01));
    }
  }

  @Test
  void shouldBePessimisticWhereLabelsSayLittle() {
    // Given
    CostModel model = new CostModel(WIDTH, 1, Map.of());
    learn(model, 0, 30);
    float[] far = {9, -9, 9, -9, 9, -9};

    // When
    double nearSpread = model.cost(features(7), LENGTH, 1) - model.cost(features(7), LENGTH, 0);
    double farSpread = model.cost(far, LENGTH, 1) - model.cost(far, LENGTH, 0);

    // Then
    assertThat(farSpread).isGreaterThan(3 * nearSpread);
  }

  @Test
  void shouldGoOnFromItsStateBitForBit() {
    // Given
    CostModel whole = new CostModel(WIDTH, 1, Map.of());
    CostModel first = new CostModel(WIDTH, 1, Map.of());
    learn(whole, 0, 60);
    learn(first, 0, 30);

    // When
    CostModel second = new CostModel(WIDTH, 1, first.state());
    learn(second, 30, 60);

    // Then
    assertThat(second.state()).usingRecursiveComparison().isEqualTo(whole.state());
  }

  @Test
  void shouldTakeAResponseOfAFewTokensForDear() {
    // Given
    CostModel model = new CostModel(WIDTH, 1, Map.of());
    for (int i = 0; i < 200; i++) {
      int length = 30 + i % 20;
      model.learn(features(i), length, 20.0 / length, i);
    }

    // When
    double cost = model.cost(features(300), 2, 0);

    // Then
    assertThat(cost).isCloseTo(10, within(1.0));
  }

  @Test
  void shouldBeginWhereItsStateIsOfOtherInputs() {
    // Given
    CostModel other = new CostModel(WIDTH + 1, 1, Map.of());
    other.learn(random(1, WIDTH + 1), LENGTH, 0.5, 1);

    // When
    CostModel model = new CostModel(WIDTH, 1, other.state());

    // Then
    assertThat(model.labels()).isZero();
    assertThat(model.cost(features(1), LENGTH, 1)).isZero();
  }

  @Test
  void shouldProjectWideFeatures() {
    // Given
    CostModel model = new CostModel(1000, 1, Map.of());
    float[] cheap = wide(1);
    float[] dear = wide(2);

    // When
    for (int i = 0; i < 40; i++) {
      model.learn(cheap, LENGTH, 0.1, 2L * i);
      model.learn(dear, LENGTH, 0.9, 2L * i + 1);
    }

    // Then
    assertThat(model.cost(cheap, LENGTH, 0)).isCloseTo(0.1, within(0.05));
    assertThat(model.cost(dear, LENGTH, 0)).isCloseTo(0.9, within(0.05));
    assertThat(model.state().get("weights.0")).hasSize(258);
  }

  private static void learn(CostModel model, int first, int last) {
    for (int i = first; i < last; i++) {
      model.learn(features(i), LENGTH, cost(features(i)), i);
    }
  }

  private static double cost(float[] features) {
    return Math.max(0, 0.5 + 0.05 * features[0] - 0.03 * features[2]);
  }

  private static float[] features(int seed) {
    return random(seed, WIDTH);
  }

  private static float[] wide(int seed) {
    return random(seed, 1000);
  }

  private static float[] random(int seed, int width) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] features = new float[width];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) (2 * random.nextDouble() - 1);
    }
    return features;
  }
}
