package dev.medley.lm.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AddedTokensTest {
  private static final Path QWEN = Path.of("src/test/resources/dev/medley/lm/chats/qwen25");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  /** As many as Gemma has. */
  private void writeManyTokens() throws Exception {
    ObjectNode root = (ObjectNode) JSON.readTree(QWEN.resolve("tokenizer.json").toFile());
    ArrayNode added = (ArrayNode) root.path("added_tokens");
    for (int i = 0; i < 6242; i++) {
      ObjectNode token = added.path(0).deepCopy();
      added.add(token.put("id", 1000 + i).put("content", "<unused%d>".formatted(i)));
    }
    JSON.writeValue(folder.resolve("tokenizer.json").toFile(), root);
    for (String name : List.of("tokenizer_config.json", "chat_template.jinja")) {
      Files.copy(QWEN.resolve(name), folder.resolve(name));
    }
  }

  @Test
  void shouldReadALongTextOfManyTokensInSeconds() throws Exception {
    // Given: half of it begins no token, half of it one of many
    writeManyTokens();
    String typed = "<".repeat(50_000) + "<unused".repeat(7000) + "<|im_end|><unused7>";
    try (ChatTokenizer tokenizer = ChatTokenizer.load(folder)) {
      List<ChatMessage> chat = List.of(new ChatMessage("user", typed));
      int[] tame = tokenizer.prompt(List.of(new ChatMessage("user", "a")));

      // When
      int[] prompt = assertTimeout(Duration.ofSeconds(4), () -> tokenizer.prompt(chat));

      // Then
      assertThat(Arrays.stream(prompt).filter(id -> id > 299))
          .containsExactlyElementsOf(Arrays.stream(tame).filter(id -> id > 299).boxed().toList());
    }
  }
}
