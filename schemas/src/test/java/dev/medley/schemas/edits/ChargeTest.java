package dev.medley.schemas.edits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChargeTest {
  @ParameterizedTest
  @CsvSource({
    "'the cat sat', 'the cat sat', 0",
    "'the cat sat', 'the dog sat', 0.33333333",
    "'the cat sat', 'the  cat\tsat', 0",
    "'the cat sat', 'the cat', 0.33333333",
    "'the cat sat', '', 1",
    "'', '', 0",
    "'', 'a b c', 1",
    "'a b', 'a x y b', 0.5",
    "'no', 'not a single word of this was meant', 1",
  })
  void shouldDivideTheDistanceByTheWordsOfTheLonger(
      String response, String edited, double expected) {
    // When
    double charge = Charge.of(response, edited);

    // Then
    assertThat(charge).isCloseTo(expected, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 'a b', 'a x', 0.5",
    "1, 'a b', 'a x y b', 0.5",
    "3, '', 'a b c', 1",
    "2.5, 'a b', , 1",
    "0.25, 'a b', , 0.25",
    "0, 'a b', 'a b', 0",
    // Counted in a model's tokens: more than the words can account for.
    "7, 'a b', 'x y z', 1",
  })
  void shouldBeToldByTheCostOfALabelThatHasNone(
      double cost, String response, String edited, double expected) {
    // When
    double charge = Charge.ofCost(cost, response, edited);

    // Then
    assertThat(charge).isCloseTo(expected, within(1e-6));
  }
}
