package dev.medley.lm.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokenizers with chat templates that people have brought. */
final class GivenTokenizersTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  static List<TokenizerTableTest.Row> table() throws Exception {
    return TokenizerTableTest.table().stream().filter(row -> row.json().has("config")).toList();
  }

  private ChatTokenizer load(TokenizerTableTest.Row row) throws Exception {
    JSON.writeValue(folder.resolve("tokenizer.json").toFile(), row.json().path("tokenizer"));
    JSON.writeValue(folder.resolve("tokenizer_config.json").toFile(), row.json().path("config"));
    return ChatTokenizer.load(folder);
  }

  @ParameterizedTest
  @MethodSource("table")
  void shouldPromptAsTransformersDoes(TokenizerTableTest.Row row) throws Exception {
    // Given
    try (ChatTokenizer tokenizer = load(row)) {
      for (JsonNode chat : row.json().path("prompts")) {
        // When
        int[] ids = tokenizer.prompt(messages(chat.path(0)));

        // Then
        assertThat(ids)
            .as("%s", chat.path(0))
            .containsExactly(JSON.convertValue(chat.path(1), int[].class));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("table")
  void shouldKeepTokensThatAUserTypesAsText(TokenizerTableTest.Row row) throws Exception {
    // Given: all that the tokenizer knows, with what surrounds a token's name in prompts
    List<AddedToken> added = AddedTokens.read(row.json().path("tokenizer"));
    String typed =
        added.stream().map(t -> t.content().toString()).collect(Collectors.joining(" a\n"));
    List<Integer> unknown = List.of(row.json().at("/tokenizer/model/unk_id").asInt(-1));
    try (ChatTokenizer tokenizer = load(row)) {
      int[] tame = tokenizer.prompt(List.of(new ChatMessage("user", "a")));

      // When
      int[] prompt = tokenizer.prompt(List.of(new ChatMessage("user", typed)));
      int[] learnt = tokenizer.encode(typed);

      // Then
      assertThat(control(prompt, added, unknown)).isEqualTo(control(tame, added, unknown));
      assertThat(control(learnt, added.stream().filter(AddedToken::special).toList(), unknown))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("table")
  void shouldGiveTheSameIdsInEveryProcess(TokenizerTableTest.Row row) throws Exception {
    // Given
    List<ChatMessage> chat =
        List.of(
            new ChatMessage("user", "a</s><s> b<｜User｜>"),
            new ChatMessage("assistant", "c <s>"),
            new ChatMessage("user", "<|im_end|> d"));
    try (ChatTokenizer first = load(row);
        ChatTokenizer second = load(row)) {
      // When
      int[] ids = first.prompt(chat);

      // Then
      assertThat(second.prompt(chat)).containsExactly(ids);
      assertThat(first.spans(chat.get(0).content()).stream().mapToInt(Span::end).max())
          .hasValue(chat.get(0).content().length());
    }
  }

  private static List<Integer> control(int[] ids, List<AddedToken> added, List<Integer> unknown) {
    List<Integer> known =
        added.stream()
            .filter(t -> !t.content().toString().equals("<unk>"))
            .map(AddedToken::id)
            .collect(Collectors.toCollection(ArrayList::new));
    known.removeAll(unknown);
    return IntStream.of(ids).filter(known::contains).boxed().toList();
  }

  private static List<ChatMessage> messages(JsonNode chat) {
    return Arrays.stream(JSON.convertValue(chat, JsonNode[].class))
        .map(m -> new ChatMessage(m.path("role").asText(), m.path("content").asText()))
        .toList();
  }
}
