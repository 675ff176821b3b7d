package dev.medley.schemas.edits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CodeWordsTest {
  private static final String RESPONSE = "if ready:\n    start()\nstop()";

  @Test
  void shouldCountLineBreaksAndEachLinesLeadingWhiteSpace() {
    // When
    List<String> words = new CodeWords().tokens("if a:\n\tb()\n\n    c");

    // Then
    assertThat(words)
        .containsExactly("if", "a", ":", "\n", "\t", "b", "(", ")", "\n", "\n", "    ", "c");
  }

  @Test
  void shouldChargeAStatementThatWasMovedIntoABlock() {
    // Given
    String moved = "if ready:\n    start()\n    stop()";

    // When
    double charge = new EditMeter(new CodeWords()).charge(RESPONSE, moved);

    // Then
    assertThat(charge).isEqualTo(1 / 13.0);
    assertThat(new EditMeter(new Words()).charge(RESPONSE, moved)).isZero();
  }

  @Test
  void shouldCountTheSameFileWithOtherLineEndsForNothing() {
    // When
    double cost =
        new EditMeter(new CodeWords()).cost(RESPONSE, RESPONSE.replace("\n", "  \r\n") + "\r\n");

    // Then
    assertThat(cost).isZero();
  }
}
