package dev.medley.lm.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.lm.jinja.values.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same ids and texts as Hugging Face's library, by tokenizers of every kind with added tokens
 * of every flag, which make_tokenizers.py made.
 */
final class TokenizerTableTest {
  private static final String FIXTURES =
      "src/test/resources/dev/medley/lm/tokenizers/expected.jsonl";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A line of the table. */
  record Row(JsonNode json) {
    TextEncoder encoder() throws IOException {
      return new TextEncoder(tree(), JSON.writeValueAsBytes(json.path("tokenizer")));
    }

    ObjectNode tree() {
      return json.path("tokenizer").deepCopy();
    }

    @Override
    public String toString() {
      return json.path("name").asText();
    }
  }

  static List<Row> table() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line :
        Files.readAllLines(Path.of(System.getProperty("parity.tokenizers", FIXTURES)))) {
      rows.add(new Row(JSON.readTree(line)));
    }
    return rows;
  }

  @ParameterizedTest
  @MethodSource("table")
  void shouldEncodeWhatATemplateWritesAsTheLibraryDoes(Row row) throws Exception {
    // Given
    try (TextEncoder encoder = row.encoder()) {

      // When
      List<String> different =
          differences(row, "encoded", text -> encoder.encode(Text.of(text)).ids());

      // Then
      assertThat(different).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("table")
  void shouldFindAddedTokensStepByStepAsTheLibraryDoes(Row row) throws Exception {
    // Given
    try (MarkedEncoder encoder = new MarkedEncoder(row.tree(), AddedTokens.read(row.tree()))) {

      // When
      List<String> different =
          differences(
              row, "encoded", text -> encoder.encode(Text.of(text), AddedToken::isControl).ids());

      // Then
      assertThat(different).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("table")
  void shouldKeepAsTextWhatAUserWrites(Row row) throws Exception {
    // Given
    try (TextEncoder encoder = row.encoder()) {

      // When
      List<String> different =
          differences(row, "written", text -> encoder.encode(Text.marked(text)).ids());

      // Then
      assertThat(different).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("table")
  void shouldDecodeAsTheLibraryDoes(Row row) throws Exception {
    // Given
    List<String> different = new ArrayList<>();
    try (TextEncoder encoder = row.encoder()) {
      for (JsonNode pair : row.json().path("decoded")) {
        // When
        String text = encoder.whole().decode(JSON.convertValue(pair.path(0), long[].class), true);

        // Then
        if (!text.equals(pair.path(1).asText())) {
          different.add("%s -> %s".formatted(pair, text));
        }
      }
    }
    assertThat(different).isEmpty();
  }

  private static List<String> differences(Row row, String kind, Function<String, int[]> ids)
      throws IOException {
    List<String> different = new ArrayList<>();
    for (JsonNode pair : row.json().path(kind)) {
      int[] found = ids.apply(pair.path(0).asText());
      if (!java.util.Arrays.equals(found, JSON.convertValue(pair.path(1), int[].class))) {
        different.add("%s -> %s".formatted(pair, java.util.Arrays.toString(found)));
      }
    }
    return different;
  }
}
