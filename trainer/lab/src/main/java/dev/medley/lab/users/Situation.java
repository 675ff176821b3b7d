package dev.medley.lab.users;

import dev.medley.lm.chat.ChatMessage;
import java.util.List;

/**
 * A context that a user puts before the assistant.
 *
 * @param context what is known behind it: facts and acceptable texts
 * @param seed of what a weak user leaves as it is
 */
public record Situation(dev.medley.lm.corpus.Situation context, long seed) {
  public String task() {
    return context.task().name();
  }

  public List<ChatMessage> messages() {
    return context.messages();
  }
}
