package dev.medley.lm.corpus;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.medley.lm.chat.ChatMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A task: its contexts, and the styles of its responses, in an order that matters to {@link
 * Situation#habit}. All but {@value #PLAIN} can be users' hidden ones.
 *
 * @param requests what opens a context
 * @param fillers sentences of a context that no response needs
 */
public record Task(
    String name,
    List<String> requests,
    Map<String, Style> styles,
    List<String> fillers,
    List<Scenario> scenarios) {
  private static final String PLAIN = "plain";

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

  public List<String> styleNames() {
    return List.copyOf(styles.keySet());
  }

  /** The styles that a user may want without saying so. */
  public List<String> hiddenStyles() {
    return styleNames().stream().filter(style -> !style.equals(PLAIN)).toList();
  }

  /** A context with the values and wordings of one split. */
  public Situation draw(Split split, RandomGenerator random) {
    int chosen = random.nextInt(scenarios.size());
    Scenario scenario = scenarios.get(chosen);
    Map<String, String> facts = scenario.draw(split, random);
    List<String> lines = new ArrayList<>();
    for (List<String> wordings : scenario.context()) {
      lines.add(Templates.fill(split.pick(wordings, random), facts));
    }
    boolean article = !fillers.isEmpty();
    if (article) {
      lines.add(split.pick(fillers, random));
    }
    // An article's first sentence names its subject; everything else comes in any order.
    int fixed = article ? 1 : 0;
    List<Integer> order = new ArrayList<>(IntStream.range(0, lines.size()).boxed().toList());
    Collections.shuffle(order.subList(fixed, order.size()), new Random(random.nextLong()));
    List<String> ordered = order.stream().map(lines::get).toList();
    String content =
        split.pick(requests, random) + "\n" + String.join(article ? " " : "\n", ordered);
    String habit = styleNames().get((order.get(fixed) + chosen) % styles.size());
    return new Situation(this, scenario, facts, List.of(new ChatMessage("user", content)), habit);
  }

  /**
   * A system message that asks for a style.
   *
   * @throws IllegalArgumentException where the task has no such style
   */
  public ChatMessage instruction(String style, Split split, RandomGenerator random) {
    return new ChatMessage("system", split.pick(style(style).instructions(), random));
  }

  Style style(String style) {
    Style found = styles.get(style);
    if (found == null) {
      throw new IllegalArgumentException(
          "Style '%s' is unknown to %s: choose from %s".formatted(style, name, styleNames()));
    }
    return found;
  }
}
