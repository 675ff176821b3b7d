package dev.medley.lm.chat;

import dev.medley.lm.jinja.Template;
import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.values.Text;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model's chat template in Jinja, rendered as transformers' {@code apply_chat_template} does. It
 * sees the messages, the special tokens, and no clock: a prompt depends on its messages alone.
 * Thread-safe.
 */
final class ChatTemplate {
  private final Template template;
  private final Map<String, String> tokens;

  private ChatTemplate(Template template, Map<String, String> tokens) {
    this.template = template;
    this.tokens = tokens;
  }

  /**
   * Compiles a template.
   *
   * @param tokens bos_token and the like
   * @throws IllegalArgumentException naming a construct that can't be rendered
   */
  static ChatTemplate compile(String source, Map<String, String> tokens) {
    return new ChatTemplate(Template.parse(source), tokens);
  }

  /** Whether it reads a name, such as {@code add_generation_prompt}. */
  boolean reads(String name) {
    return template.reads(name);
  }

  /**
   * Renders a prompt, with what begins the model's answer.
   *
   * @throws RefusedChatException in the template's own words
   */
  Text render(List<ChatMessage> messages) {
    return render(messages.stream().map(ChatTemplate::fields).toList(), Map.of());
  }

  /** In the order in which clients send them: a template may write a message as a whole. */
  static Map<String, String> fields(ChatMessage message) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("role", message.role());
    fields.put("content", message.content());
    return fields;
  }

  /**
   * Renders messages as JSON has them.
   *
   * @param options what else the template is told: {@code add_generation_prompt} (true where it is
   *     left out), {@code tools}, {@code documents}, and the model's own
   */
  Text render(List<? extends Map<String, ?>> messages, Map<String, ?> options) {
    Map<String, Object> names = new HashMap<>();
    tokens.forEach((name, token) -> names.put(name, Text.of(token)));
    names.put("add_generation_prompt", true);
    names.put("tools", null);
    names.put("documents", null);
    options.forEach(
        (name, value) ->
            names.put(
                name,
                name.equals("tools") || name.equals("documents")
                    ? ChatValues.marked(value)
                    : ChatValues.plain(value)));
    names.put("messages", ChatValues.messages(messages));
    try {
      return template.render(names);
    } catch (RenderException e) {
      throw new RefusedChatException(
          "The chat template refuses these messages: " + e.getMessage(), e);
    }
  }
}
