package dev.medley.schemas.edits;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against what NLTK 3.10.4 makes of the same sentences; src/test/python/treebank.py wrote it. */
final class TreebankTest {
  static List<String> sample() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(TreebankTest.class.getResourceAsStream("treebank.tsv"), UTF_8))) {
      return reader.lines().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("sample")
  void shouldSplitAsNltkDoes(String line) {
    // Given
    String[] columns = line.split("\t", 2);

    // When
    List<String> tokens = new Treebank().tokens(columns[0]);

    // Then
    assertThat(String.join(" ", tokens)).isEqualTo(columns[1]);
  }
}
