package dev.medley.lm.corpus;

import dev.medley.lm.ChatMessage;
import java.util.List;
import java.util.Map;

/** A context x and the facts behind it. */
public final class Situation {
  private final Task task;
  private final Scenario scenario;
  private final Map<String, String> facts;
  private final List<ChatMessage> messages;

  Situation(Task task, Scenario scenario, Map<String, String> facts, List<ChatMessage> messages) {
    this.task = task;
    this.scenario = scenario;
    this.facts = facts;
    this.messages = messages;
  }

  public Task task() {
    return task;
  }

  /** The context's messages, without any word of a style. */
  public List<ChatMessage> messages() {
    return messages;
  }

  /** The facts' values by name. */
  public Map<String, String> facts() {
    return Map.copyOf(facts);
  }

  /**
   * Every text of the style that tells the facts rightly.
   *
   * @throws IllegalArgumentException where the task has no such style
   */
  public List<String> texts(String style) {
    List<List<String>> parts = scenario.texts().get(style);
    if (parts == null) {
      throw new IllegalArgumentException(
          "Style '%s' is unknown to %s: choose from %s"
              .formatted(style, task.name(), task.styles().keySet()));
    }
    return Templates.all(parts).stream().map(text -> Templates.fill(text, facts)).toList();
  }

  /** The share of the facts whose value stands in the response, letter for letter, in [0, 1]. */
  public double fidelity(String response) {
    long right = facts.values().stream().filter(value -> contains(response, value)).count();
    return right / (double) facts.size();
  }

  private static boolean contains(String text, String value) {
    for (int at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
      int end = at + value.length();
      boolean begins = at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
      boolean ends = end == text.length() || !Character.isLetterOrDigit(text.charAt(end));
      if (begins && ends) {
        return true;
      }
    }
    return false;
  }
}
