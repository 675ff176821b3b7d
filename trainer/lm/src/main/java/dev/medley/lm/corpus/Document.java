package dev.medley.lm.corpus;

import dev.medley.lm.chat.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A whole document of pre-training. Some ask for a style and get it; most of the others are written
 * in the style that their context suggests ({@link Situation#habit}), the rest in any.
 */
public record Document(List<ChatMessage> messages, String response) {
  private static final double INSTRUCTED = 0.35;
  private static final double HABITUAL = 0.7;

  /** Draws a document of either task, of values and wordings that are not held out. */
  public static Document draw(List<Task> tasks, RandomGenerator random) {
    Situation situation = Templates.pick(random, tasks).draw(Split.PRETRAIN, random);
    Task task = situation.task();
    List<ChatMessage> messages = new ArrayList<>();
    String style = Templates.pick(random, task.styleNames());
    if (random.nextDouble() < INSTRUCTED) {
      messages.add(task.instruction(style, Split.PRETRAIN, random));
    } else if (random.nextDouble() < HABITUAL) {
      style = situation.habit();
    }
    messages.addAll(situation.messages());
    return new Document(messages, situation.text(style, Split.PRETRAIN, random));
  }
}
