package dev.medley.lm.corpus;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A kind of context within a task.
 *
 * @param facts what is told, by placeholder
 * @param context lines of the context, each with its wordings, in any order; in JSON a wording may
 *     hold alternatives, such as {@code (day|date)}
 * @param texts the responses of each style: parts that follow each other, each with its wordings
 */
record Scenario(
    String name,
    Map<String, FactKind> facts,
    List<List<String>> context,
    Map<String, List<List<String>>> texts) {

  Scenario {
    context = context.stream().map(Templates::expand).toList();
  }

  Map<String, String> draw(Split split, RandomGenerator random) {
    Map<String, String> values = new LinkedHashMap<>();
    facts.forEach(
        (name, kind) -> {
          String value = split.draw(kind, random);
          // Two facts of one value could not be told apart in a response.
          while (values.containsValue(value)) {
            value = split.draw(kind, random);
          }
          values.put(name, value);
        });
    return values;
  }
}
