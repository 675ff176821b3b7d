package dev.medley.lm.corpus;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.medley.lm.chat.ChatMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A context x and the facts behind it. */
public final class Situation {
  private final Task task;
  private final Scenario scenario;
  private final Map<String, String> facts;
  private final List<ChatMessage> messages;
  private final String habit;

  Situation(
      Task task,
      Scenario scenario,
      Map<String, String> facts,
      List<ChatMessage> messages,
      String habit) {
    this.task = task;
    this.scenario = scenario;
    this.facts = facts;
    this.messages = messages;
    this.habit = habit;
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
   * The style in which this context is mostly answered where nobody asks for one. It follows from
   * the detail that comes first, as a large model's manner follows accidents of its prompt: so
   * greedy responses show every style, and none is the default.
   */
  public String habit() {
    return habit;
  }

  /**
   * Every text of the style that tells the facts rightly, held-out wordings included.
   *
   * @throws IllegalArgumentException where the task has no such style
   */
  public List<String> texts(String style) {
    return Templates.all(parts(style)).stream().map(text -> Templates.fill(text, facts)).toList();
  }

  /** The texts of the style whose every part has one of these wordings, counted from 0. */
  public List<String> texts(String style, List<Integer> wordings) {
    List<List<String>> chosen =
        parts(style).stream()
            .map(part -> wordings.stream().filter(w -> w < part.size()).map(part::get).toList())
            .toList();
    return Templates.all(chosen).stream().map(text -> Templates.fill(text, facts)).toList();
  }

  /** One text of the style, with the wordings of one split. */
  String text(String style, Split split, RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    parts(style).forEach(wordings -> text.append(split.pick(wordings, random)));
    return Templates.fill(text.toString(), facts);
  }

  /** The style whose text this is, from beginning to end, whatever facts it tells. */
  public Optional<String> styleOf(String response) {
    return task.styleNames().stream()
        .filter(style -> Templates.pattern(parts(style)).matcher(response.strip()).matches())
        .findFirst();
  }

  private List<List<String>> parts(String style) {
    return task.style(style).around(scenario.texts().get(style));
  }

  /** The share of the facts whose value stands in the response, letter for letter, in [0, 1]. */
  public double fidelity(String response) {
    return right(response).values().stream().filter(found -> found).count() / (double) facts.size();
  }

  /** By a fact's name, whether its value stands in the response, letter for letter. */
  public Map<String, Boolean> right(String response) {
    return facts.entrySet().stream()
        .collect(toUnmodifiableMap(Map.Entry::getKey, fact -> contains(response, fact.getValue())));
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
