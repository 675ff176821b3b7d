package dev.medley.learner.gate;

import dev.medley.schemas.edits.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Texts for contexts, one each, as words. */
final class Seen {
  /** So many words in a row are no chance. */
  private static final int ROW = 4;

  private final List<Response> responses;
  private final List<List<String>> words;
  private final List<List<String>> prompts;
  private final PromptWords rare;

  Seen(List<Asked> asked, List<Response> responses) {
    this.responses = responses;
    this.words = responses.stream().map(response -> Words.of(response.text())).toList();
    this.prompts = asked.stream().map(context -> Words.of(context.prompt())).toList();
    this.rare = new PromptWords(asked.stream().map(Asked::prompt).toList());
  }

  int size() {
    return responses.size();
  }

  int words(int i) {
    return words.get(i).size();
  }

  boolean isCut(int i) {
    return responses.get(i).cut();
  }

  /** How many of the prompt's rare words the text for a context has. */
  int promptWords(int i) {
    return rare.in(i, responses.get(i).text()).size();
  }

  double empty() {
    return share(words.stream().filter(List::isEmpty).count());
  }

  double cut() {
    return share(responses.stream().filter(Response::cut).count());
  }

  double same() {
    Map<List<String>, Integer> times = new HashMap<>();
    words.forEach(text -> times.merge(text, 1, Integer::sum));
    return share(words.stream().filter(text -> times.get(text) > 1).count());
  }

  double repeated() {
    double sum = 0;
    for (List<String> text : words) {
      List<List<String>> rows = rows(text);
      sum += rows.isEmpty() ? 0 : 1 - new HashSet<>(rows).size() / (double) rows.size();
    }
    return sum / words.size();
  }

  double copied() {
    double sum = 0;
    for (int i = 0; i < words.size(); i++) {
      List<List<String>> rows = rows(words.get(i));
      Set<List<String>> prompted = new HashSet<>(rows(prompts.get(i)));
      long copied = rows.stream().filter(prompted::contains).count();
      sum += rows.isEmpty() ? 0 : copied / (double) rows.size();
    }
    return sum / words.size();
  }

  private double share(long count) {
    return count / (double) responses.size();
  }

  private static List<List<String>> rows(List<String> words) {
    List<List<String>> rows = new ArrayList<>();
    for (int from = 0; from + ROW <= words.size(); from++) {
      rows.add(words.subList(from, from + ROW));
    }
    return rows;
  }
}
