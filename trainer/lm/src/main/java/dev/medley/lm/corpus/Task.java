package dev.medley.lm.corpus;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.medley.lm.ChatMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * A task: its contexts, and the styles of its responses. {@value #DEFAULT_STYLE} is the style of a
 * base model that was told nothing; the others can be users' hidden ones.
 *
 * @param requests what opens a context
 * @param styles instructions that ask for a style, by style
 * @param fillers sentences of a context that no response needs
 */
public record Task(
    String name,
    List<String> requests,
    Map<String, List<String>> styles,
    List<String> fillers,
    List<Scenario> scenarios) {
  public static final String DEFAULT_STYLE = "plain";

  public Task {
    fillers = fillers == null ? List.of() : fillers;
  }

  /** Both tasks: email (notes to e-mail) and summary (article to summary). */
  public static List<Task> all() {
    return List.of(of("email"), of("summary"));
  }

  /**
   * The task of a name.
   *
   * @throws IllegalArgumentException where there is none
   */
  public static Task of(String name) {
    if (!List.of("email", "summary").contains(name)) {
      throw new IllegalArgumentException("Task '" + name + "' is unknown: choose email or summary");
    }
    try (InputStream json = Task.class.getResourceAsStream(name + ".json")) {
      return new ObjectMapper().readValue(json, Task.class);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the texts of task " + name, e);
    }
  }

  /** The styles that a user may want without saying so. */
  public List<String> hiddenStyles() {
    return styles.keySet().stream().filter(style -> !style.equals(DEFAULT_STYLE)).toList();
  }

  /** A context with facts of one split. */
  public Situation draw(Split split, RandomGenerator random) {
    Scenario scenario = Templates.pick(random, scenarios);
    Map<String, String> facts = scenario.draw(split, random);
    List<String> lines = new ArrayList<>();
    for (List<String> wordings : scenario.context()) {
      lines.add(Templates.fill(Templates.pick(random, wordings), facts));
    }
    String separator = fillers.isEmpty() ? "\n" : " ";
    if (fillers.isEmpty()) {
      Collections.shuffle(lines, new Random(random.nextLong()));
    } else {
      // An article's first sentence names its subject; the others come in any order.
      lines.add(Templates.pick(random, fillers));
      Collections.shuffle(lines.subList(1, lines.size()), new Random(random.nextLong()));
    }
    String content = Templates.pick(random, requests) + "\n" + String.join(separator, lines);
    return new Situation(this, scenario, facts, List.of(new ChatMessage("user", content)));
  }

  /** A system message that asks for a style. */
  ChatMessage instruction(String style, RandomGenerator random) {
    return new ChatMessage("system", Templates.pick(random, styles.get(style)));
  }
}
