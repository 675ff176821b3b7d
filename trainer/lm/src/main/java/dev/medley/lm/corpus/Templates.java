package dev.medley.lm.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Wordings with placeholders such as {@code {day}}. */
final class Templates {
  private Templates() {}

  static String fill(String template, Map<String, String> facts) {
    String text = template;
    for (Map.Entry<String, String> fact : facts.entrySet()) {
      text = text.replace("{" + fact.getKey() + "}", fact.getValue());
    }
    return text;
  }

  /** Every text that the parts' wordings can make, in order. */
  static List<String> all(List<List<String>> parts) {
    List<String> texts = List.of("");
    for (List<String> wordings : parts) {
      List<String> longer = new ArrayList<>();
      for (String text : texts) {
        for (String wording : wordings) {
          longer.add(text + wording);
        }
      }
      texts = longer;
    }
    return texts;
  }

  static <T> T pick(RandomGenerator random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
