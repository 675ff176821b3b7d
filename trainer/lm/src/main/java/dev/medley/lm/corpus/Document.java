package dev.medley.lm.corpus;

import dev.medley.lm.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A whole document of pre-training. Half of them ask for a style and get it; the others are
 * answered plainly, mostly, so that a base model knows every style and none by default.
 */
public record Document(List<ChatMessage> messages, String response) {
  private static final double INSTRUCTED = 0.5;
  private static final double UNASKED = 0.15;

  /** Draws a document of either task, with facts that are not held out. */
  public static Document draw(List<Task> tasks, RandomGenerator random) {
    Situation situation = Templates.pick(random, tasks).draw(Split.PRETRAIN, random);
    Task task = situation.task();
    List<ChatMessage> messages = new ArrayList<>();
    String style = Task.DEFAULT_STYLE;
    if (random.nextDouble() < INSTRUCTED) {
      style = Templates.pick(random, List.copyOf(task.styles().keySet()));
      messages.add(task.instruction(style, random));
    } else if (random.nextDouble() < UNASKED) {
      style = Templates.pick(random, task.hiddenStyles());
    }
    messages.addAll(situation.messages());
    return new Document(messages, Templates.pick(random, situation.texts(style)));
  }
}
