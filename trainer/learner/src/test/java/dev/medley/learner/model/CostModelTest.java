package dev.medley.learner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.medley.lm.loss.Draft;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CostModelTest {
  private static final int WIDTH = 6;
  private static final int LENGTH = 40;

  @Test
  void shouldLearnALinearCharge() {
    // Given
    CostModel model = new CostModel(WIDTH, 1, Map.of());

    // When
    learn(model, 0, 2000);

    // Then
    for (int i = 3000; i < 3020; i++) {
      assertThat(model.charge(features(i), draft(LENGTH), 0))
          .isCloseTo(charge(features(i)), within(0.01));
    }
  }

  @Test
  void shouldBePessimisticInADirectionThatNoLabelHas() {
    // Given
    CostModel model = new CostModel(WIDTH, 1, Map.of());
    float[] near = {1, 1, 0, 0, 0, 0};
    float[] far = {0, 0, 0, 0, 0, 1};
    for (int i = 0; i < 400; i++) {
      model.learn(near, draft(LENGTH), 0.3);
    }

    // When
    double nearly = model.charge(near, draft(LENGTH), 1);
    double doubted = model.charge(far, draft(LENGTH), 1);

    // Then
    assertThat(nearly).isCloseTo(0.3, within(0.02));
    assertThat(doubted).isBetween(0.6, 0.95);
    assertThat(model.charge(far, draft(LENGTH), 100)).isEqualTo(1);
  }

  @Test
  void shouldDoubtAnAnswerToAnotherContext() {
    // Given
    CostModel model = new CostModel(WIDTH, 1, Map.of());
    for (int i = 0; i < 400; i++) {
      model.learn(features(i), draft(LENGTH), 0.3);
    }
    Draft other = new Draft(draft(LENGTH).prompt(), IntStream.range(500, 540).toArray());

    // When
    double charge = model.charge(features(7), other, 1);

    // Then
    assertThat(model.charge(features(7), draft(LENGTH), 1)).isLessThan(0.4);
    assertThat(charge).isEqualTo(1);
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
      model.learn(features(i), draft(length), 10.0 / length);
    }

    // When
    double charge = model.charge(features(300), draft(2), 0);

    // Then
    assertThat(charge).isEqualTo(1);
  }

  @Test
  void shouldBeginWhereItsStateIsOfOtherInputs() {
    // Given
    CostModel other = new CostModel(WIDTH + 1, 1, Map.of());
    other.learn(random(1, WIDTH + 1), draft(LENGTH), 0.5);

    // When
    CostModel model = new CostModel(WIDTH, 1, other.state());

    // Then
    assertThat(model.labels()).isZero();
    assertThat(model.charge(features(1), draft(LENGTH), 0)).isZero();
  }

  @Test
  void shouldBeginWhereItsStateIsOfAReleaseThatKnewCosts() {
    // Given
    Map<String, double[]> costs =
        Map.of(
            "labels", new double[] {40},
            "weights.0", new double[WIDTH + 2],
            "inverse.0", new double[(WIDTH + 2) * (WIDTH + 3) / 2]);

    // When
    CostModel model = new CostModel(WIDTH, 1, costs);

    // Then
    assertThat(model.labels()).isZero();
    assertThat(model.state().get("weights")).hasSize(WIDTH + 14);
  }

  @Test
  void shouldProjectWideFeatures() {
    // Given
    CostModel model = new CostModel(1000, 1, Map.of());
    float[] cheap = random(1, 1000);
    float[] dear = random(2, 1000);

    // When
    for (int i = 0; i < 40; i++) {
      model.learn(cheap, draft(LENGTH), 0.1);
      model.learn(dear, draft(LENGTH), 0.9);
    }

    // Then
    assertThat(model.charge(cheap, draft(LENGTH), 0)).isCloseTo(0.1, within(0.05));
    assertThat(model.charge(dear, draft(LENGTH), 0)).isCloseTo(0.9, within(0.05));
    assertThat(model.state().get("weights")).hasSize(270);
  }

  private static void learn(CostModel model, int first, int last) {
    for (int i = first; i < last; i++) {
      model.learn(features(i), draft(LENGTH), charge(features(i)));
    }
  }

  /** Half of a response's tokens are the prompt's. */
  private static Draft draft(int length) {
    return new Draft(IntStream.range(0, 40).toArray(), IntStream.range(20, 20 + length).toArray());
  }

  private static double charge(float[] features) {
    return 0.5 + 0.3 * features[0] - 0.2 * features[2];
  }

  /** As long as those of the model. */
  private static float[] features(int seed) {
    float[] features = random(seed, WIDTH);
    double square = 0;
    for (float feature : features) {
      square += feature * feature;
    }
    for (int i = 0; i < features.length; i++) {
      features[i] /= (float) Math.sqrt(square);
    }
    return features;
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
