package dev.medley.schemas.edits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EditCostTest {
  @ParameterizedTest
  @CsvSource({
    "'the cat sat', 'the cat sat', 0",
    "'the cat sat', 'the dog sat', 0.33333333",
    "'the cat sat', '', 1",
    "'', 'a b c', 3",
    "'a b', 'a x y b', 1",
    "'see you at 14.30!', 'see you at 14.45!', 0.2",
  })
  void shouldDivideTheDistanceByTheWordsOfTheResponse(
      String response, String edited, double expected) {
    // When
    double cost = EditCost.of(response, edited);

    // Then
    assertThat(cost).isCloseTo(expected, within(1e-6));
  }
}
