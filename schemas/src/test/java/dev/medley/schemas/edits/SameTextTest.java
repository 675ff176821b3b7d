package dev.medley.schemas.edits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SameTextTest {
  private static final String TEXT = "caf\u00e9 \ud55c\uad6d\n\n  two";

  @ParameterizedTest
  @ValueSource(
      strings = {
        TEXT,
        "caf\u00e9 \ud55c\uad6d\r\n\r\n  two\r\n",
        "caf\u00e9 \ud55c\uad6d\r\r  two",
        "cafe\u0301 \u1112\u1161\u11ab\u1100\u116e\u11a8\n\n  two",
        "caf\u00e9 \ud55c\uad6d \t\n  \n  two\u3000\n \n"
      })
  void shouldKnowTheSameText(String other) {
    // When
    boolean same = SameText.same(TEXT, other);

    // Then
    assertThat(same).isTrue();
    assertThat(new EditMeter(new Words()).cost(TEXT, other)).isZero();
    assertThat(new EditMeter(new CodeWords()).charge(TEXT, other)).isZero();
    assertThat(new EditMeter((text, sink) -> sink.token(text, 0, text.length())).cost(TEXT, other))
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "caf\u00e9 \ud55c\uad6d\n\n two",
        "caf\u00e9 \ud55c\uad6d\n  two",
        "cafe \ud55c\uad6d\n\n  two",
        " caf\u00e9 \ud55c\uad6d\n\n  two",
        "caf\u00e9  \ud55c\uad6d\n\n  two"
      })
  void shouldTellOtherTexts(String other) {
    // When
    boolean same = SameText.same(TEXT, other);

    // Then
    assertThat(same).isFalse();
  }

  @Test
  @Timeout(2)
  void shouldTakeNoTimeForMarksWithoutEnd() {
    // Given
    String marks = "a" + "\u0301".repeat(260_000) + "\u0316".repeat(260_000);

    // When
    boolean same = SameText.same(marks, marks + "b\r\n");

    // Then
    assertThat(same).isFalse();
    assertThat(SameText.same(marks, marks + "\r\n")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"'e\u0301t\u00e9 a', '\u00e9t\u00e9 b', 0.5"})
  void shouldCountNothingForTheFormOfAWordThatStayed(String response, String edited, double cost) {
    // When
    double counted = EditCost.of(response, edited);

    // Then
    assertThat(counted).isEqualTo(cost);
  }
}
