package dev.medley.lab.tables;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SamplesTest {
  @Test
  void shouldColourWhatTheEditChanged() {
    // When
    List<Map<String, String>> pieces =
        Samples.pieces("Hello Bela.\n- Day: Monday", "Dear Bela,\n- Day: Monday\nThanks");

    // Then
    assertThat(text(pieces, "deleted")).contains("Hello");
    assertThat(text(pieces, "inserted")).contains("Dear").contains("Thanks");
    assertThat(text(pieces, "kept")).contains("Bela").contains("Monday").doesNotContain("Hello");
  }

  private static String text(List<Map<String, String>> pieces, String kind) {
    return pieces.stream()
        .filter(piece -> piece.get("kind").equals(kind))
        .map(piece -> piece.get("text"))
        .collect(joining());
  }
}
