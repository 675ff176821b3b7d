package dev.medley.learner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RepetitionTest {
  @Test
  void shouldTellRepetitionFromText() {
    // Given
    String numbers = String.join(" ", IntStream.range(0, 100).mapToObj(String::valueOf).toList());

    // When
    List<Boolean> found =
        Stream.of("a".repeat(200), numbers + "and so on, ".repeat(20), "a".repeat(199), numbers)
            .map(Repetition::endsIn)
            .toList();

    // Then
    assertThat(found).containsExactly(true, true, false, false);
  }
}
