package dev.medley.lm.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code tokenizer_config.json} and {@code chat_template.jinja} say.
 *
 * @param template the chat template's source; null where there is none
 * @param tokens bos_token, eos_token and the like, where they are set
 */
record TokenizerConfig(String template, Map<String, String> tokens) {
  private static final String FILE = "tokenizer_config.json";
  private static final List<String> TOKENS =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");
  private static final String TEMPLATE = "chat_template.jinja";

  static TokenizerConfig read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    JsonNode config =
        Files.exists(file) ? new ObjectMapper().readTree(file.toFile()) : MissingNode.getInstance();
    Map<String, String> tokens = new HashMap<>();
    for (String name : TOKENS) {
      JsonNode token = config.path(name);
      String text = token.isObject() ? token.path("content").textValue() : token.textValue();
      if (text != null) {
        tokens.put(name, text);
      }
    }
    Path template = directory.resolve(TEMPLATE);
    return new TokenizerConfig(
        Files.exists(template) ? Files.readString(template) : inline(config.path("chat_template")),
        tokens);
  }

  /** One template, or several by name, of which the default counts. */
  private static String inline(JsonNode templates) {
    for (JsonNode template : templates) {
      if (template.path("name").asText().equals("default")) {
        return template.path("template").textValue();
      }
    }
    return templates.textValue();
  }
}
