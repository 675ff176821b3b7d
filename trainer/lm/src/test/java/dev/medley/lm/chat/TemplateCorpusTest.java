package dev.medley.lm.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The same text as Jinja2 renders in transformers' sandbox, for each template and chat of the
 * corpus; or of another, which {@code trainer/lm/templates} makes.
 */
final class TemplateCorpusTest {
  private static final Path CORPUS = Path.of("src/test/resources/dev/medley/lm/templates");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> TOKENS = Map.of("bos_token", "<s>", "eos_token", "</s>");

  private final List<String> different = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();
  private int equal;

  @Test
  void shouldRenderAsJinja2OrRefuseByName() throws Exception {
    // Given
    Path expected = Path.of(System.getProperty("templates.expected", CORPUS + "/expected.jsonl"));
    List<Map<String, Object>> chats =
        JSON.readValue(CORPUS.resolve("chats.json").toFile(), new TypeReference<>() {});

    // When
    for (String line : Files.readAllLines(expected)) {
      compare(JSON.readTree(line), chats);
    }

    // Then
    System.out.printf(
        "templates x chats: %d equal, %d different; templates refused: %d%n",
        equal, different.size(), refused.size());
    refused.forEach(System.out::println);
    assertThat(different).isEmpty();
    if (System.getProperty("templates.expected") == null) {
      assertThat(refused).allMatch(name -> name.startsWith("refused-")).hasSizeLessThan(3);
      assertThat(equal).isGreaterThan(120 * 12);
    }
  }

  private void compare(JsonNode template, List<Map<String, Object>> chats) throws IOException {
    String name = template.path("name").asText();
    ChatTemplate compiled;
    try {
      compiled = ChatTemplate.compile(template.path("template").asText(), TOKENS);
    } catch (IllegalArgumentException e) {
      refused.add(name + ": " + e.getMessage());
      return;
    }
    for (int i = 0; i < chats.size(); i++) {
      String wanted = template.path("rendered").path(i).textValue();
      String found = render(compiled, chats.get(i));
      if (wanted == null ? found.startsWith("REFUSED ") : found.equals(wanted)) {
        equal++;
      } else {
        different.add(
            "%s, %s:\n  wanted %s\n  found  %s"
                .formatted(
                    name,
                    chats.get(i).get("name"),
                    JSON.writeValueAsString(wanted),
                    JSON.writeValueAsString(found)));
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static String render(ChatTemplate template, Map<String, Object> chat) {
    Map<String, Object> options = new HashMap<>(chat);
    options.remove("name");
    try {
      return template
          .render((List<Map<String, Object>>) options.remove("messages"), options)
          .toString();
    } catch (RefusedChatException e) {
      return "REFUSED " + e.getMessage();
    }
  }
}
