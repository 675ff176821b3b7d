package dev.medley.lm.chat;

import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.values.Text;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can be told of a template without another to compare it with: what a user says occurs once
 * in a prompt, and the answer's beginning is there or not as it is asked for. A template may refuse
 * some chats, but not for want of what it calls.
 */
final class TemplateCheck {
  private static final Logger LOG = LoggerFactory.getLogger(TemplateCheck.class);
  private static final String GENERATION = "add_generation_prompt";
  private static final String SAID = "Where does the grey heron stand?";
  private static final ChatMessage USER = new ChatMessage("user", SAID);

  /** The first is one that any template takes. */
  private static final List<List<ChatMessage>> CHATS =
      List.of(
          List.of(USER),
          List.of(new ChatMessage("system", "Be brief."), USER),
          List.of(
              new ChatMessage("user", "Hello"),
              new ChatMessage("assistant", "<think>\nso\n</think>\n\nHello!"),
              USER));

  private TemplateCheck() {}

  /** Short chats, of which a template takes one, as a rule. */
  static List<List<ChatMessage>> chats() {
    return CHATS;
  }

  /**
   * Renders a few chats by way of trial.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static void check(ChatTemplate template) {
    boolean begins = template.reads(GENERATION);
    boolean rendered = false;
    boolean differs = false;
    for (List<ChatMessage> chat : CHATS) {
      Text prompt = rendered(template, chat, true);
      if (prompt == null) {
        continue;
      }
      rendered = true;
      occursOnce(prompt, begins);
      differs |= begins && !prompt.equals(rendered(template, chat, false));
    }
    if (begins && rendered && !differs) {
      throw new IllegalArgumentException(
          "%s makes no difference to its prompts".formatted(GENERATION));
    }
  }

  /** Null where the template refuses the chat. */
  private static Text rendered(ChatTemplate template, List<ChatMessage> chat, boolean generation) {
    try {
      return template.render(
          chat.stream().map(ChatTemplate::fields).toList(), Map.of(GENERATION, generation));
    } catch (RefusedChatException e) {
      boolean raised = e.getCause() instanceof RenderException cause && cause.isRaised();
      if (!raised && chat.size() == 1) {
        throw new IllegalArgumentException(
            "it has what can't be rendered: " + e.getCause().getMessage(), e);
      }
      return null;
    }
  }

  /** A template that says where an answer begins is one for chats; of others it is only told. */
  private static void occursOnce(Text prompt, boolean refuses) {
    Text said = Text.of(SAID);
    int times = 0;
    for (int at = prompt.indexOf(said, 0); at >= 0; at = prompt.indexOf(said, at + 1)) {
      times++;
    }
    if (times != 1 && refuses) {
      throw new IllegalArgumentException(
          "what a user says occurs %d times in its prompts, not once".formatted(times));
    } else if (times != 1) {
      LOG.atWarn()
          .addKeyValue("occurrences", times)
          .log("What a user says does not occur once in the chat template's prompts");
    }
  }
}
