package dev.medley.learner.gate;

import dev.medley.schemas.edits.Words;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The rare words of prompts: those with a letter or a digit that at most so many of the prompts
 * have. They carry what a response is about, such as names and numbers; what most prompts of a task
 * share does not.
 */
final class PromptWords {
  private static final double RARE = 0.5;

  private final List<Set<String>> rare;

  PromptWords(List<String> prompts) {
    List<Set<String>> all = prompts.stream().map(PromptWords::of).toList();
    Map<String, Integer> prompted = new HashMap<>();
    all.forEach(words -> words.forEach(word -> prompted.merge(word, 1, Integer::sum)));
    double most = Math.max(1, RARE * prompts.size());
    rare = all.stream().map(words -> kept(words, word -> prompted.get(word) <= most)).toList();
  }

  /** The rare words of one prompt that a text has, too. */
  Set<String> in(int prompt, String text) {
    Set<String> words = of(text);
    return kept(rare.get(prompt), words::contains);
  }

  private static Set<String> kept(
      Set<String> words, java.util.function.Predicate<String> condition) {
    Set<String> kept = new HashSet<>(words);
    kept.removeIf(condition.negate());
    return kept;
  }

  private static Set<String> of(String text) {
    Set<String> words = new HashSet<>();
    for (String word : Words.of(text)) {
      if (word.codePoints().anyMatch(Character::isLetterOrDigit)) {
        words.add(word.toLowerCase(Locale.ROOT));
      }
    }
    return words;
  }
}
