package dev.medley.lm.generation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.medley.lm.chat.ChatTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By tokenizers of every kind, text that comes token by token is the text of all of them. */
final class StreamTableTest {
  private static final int PIECES = 200_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void shouldStreamWhatIsDecodedAsAWhole() throws Exception {
    // Given
    List<String> table =
        Files.readAllLines(Path.of("src/test/resources/dev/medley/lm/tokenizers/expected.jsonl"));
    Random random = new Random(1);
    List<String> different = new ArrayList<>();
    int pieces = 0;
    for (String line : table) {
      JsonNode row = JSON.readTree(line);
      try (ChatTokenizer tokenizer = load(row)) {
        List<int[]> texts = texts(row, random, PIECES / table.size() + 1);

        // When
        for (int[] tokens : texts) {
          pieces += tokens.length;
          compare(row.path("name").asText(), tokenizer, tokens, different);
        }
      }
    }

    // Then
    System.out.printf("pieces streamed: %d, texts different: %d%n", pieces, different.size());
    assertThat(different.stream().limit(20)).isEmpty();
    assertThat(pieces).isGreaterThanOrEqualTo(PIECES);
  }

  private ChatTokenizer load(JsonNode row) throws IOException {
    Path directory = Files.createDirectories(folder.resolve(row.path("name").asText()));
    JSON.writeValue(directory.resolve(ChatTokenizer.FILE).toFile(), row.path("tokenizer"));
    return ChatTokenizer.load(directory);
  }

  /** Texts of all scripts as they are spelled, and tokens at random. */
  private static List<int[]> texts(JsonNode row, Random random, int pieces) {
    List<int[]> texts = new ArrayList<>();
    int highest = 0;
    for (JsonNode pair : row.path("encoded")) {
      texts.add(JSON.convertValue(pair.path(1), int[].class));
    }
    for (int[] text : texts) {
      for (int id : text) {
        highest = Math.max(highest, id);
      }
    }
    int bound = highest + 1;
    for (int count = 0; count < pieces; ) {
      int[] tokens = random.ints(1 + random.nextInt(60), 0, bound).toArray();
      texts.add(tokens);
      count += tokens.length;
    }
    return texts;
  }

  private static void compare(
      String name, ChatTokenizer tokenizer, int[] tokens, List<String> different) {
    String whole = tokenizer.decode(tokens);
    TextStream stream = new TextStream(tokenizer, List.of());
    boolean grows = true;
    for (int token : tokens) {
      stream.append(token);
      grows &= whole.startsWith(stream.text());
    }
    stream.end();
    if (!grows || !stream.text().equals(whole)) {
      different.add(
          "%s %s:\n %s\n %s"
              .formatted(name, java.util.Arrays.toString(tokens), whole, stream.text()));
    }
  }
}
