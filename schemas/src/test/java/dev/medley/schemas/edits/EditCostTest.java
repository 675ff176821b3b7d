package dev.medley.schemas.edits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
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
    "'see you at 14:30.', 'see you at 14:45.', 0.2",
  })
  void shouldDivideTheDistanceByTheWordsOfTheResponse(
      String response, String edited, double expected) {
    // When
    double cost = EditCost.of(response, edited);

    // Then
    assertThat(cost).isCloseTo(expected, within(1e-6));
  }

  @Test
  void shouldAgreeWithTheRecursiveDefinition() {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      // Given
      List<String> a = words(random, random.nextInt(7));
      List<String> b = words(random, random.nextInt(7));

      // When
      int distance = EditCost.distance(a, b);

      // Then
      assertThat(distance).isEqualTo(recursive(a, b));
    }
  }

  private static List<String> words(Random random, int n) {
    return IntStream.range(0, n)
        .mapToObj(i -> String.valueOf((char) ('a' + random.nextInt(3))))
        .collect(Collectors.toList());
  }

  private static int recursive(List<String> a, List<String> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.size() + b.size();
    }
    List<String> restA = a.subList(1, a.size());
    List<String> restB = b.subList(1, b.size());
    int kept = recursive(restA, restB) + (a.get(0).equals(b.get(0)) ? 0 : 1);
    return Math.min(kept, 1 + Math.min(recursive(restA, b), recursive(a, restB)));
  }
}
