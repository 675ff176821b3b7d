package dev.medley.learner.gate;

import dev.medley.learner.settings.GuardSettings;
import dev.medley.schemas.checkpoints.HeldOutFigures;
import dev.medley.schemas.edits.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * What needs no user's text: a version's responses beside the base's to the same contexts, or
 * beside users' texts where these are known and allow more. Shares are what the version has over
 * them, so that what the base does itself, or users want, holds nobody back.
 */
final class Guards {
  /** So many words in a row are no chance. */
  private static final int ROW = 4;

  /** With fewer contexts, one response of them would decide. */
  private static final int FEWEST = 4;

  private final GuardSettings settings;

  Guards(GuardSettings settings) {
    this.settings = settings;
  }

  /** The figures of a version, by the names of the checkpoint's map. */
  Map<String, Double> figures(List<Asked> asked, List<Response> responses, List<Response> bases) {
    Map<String, Double> figures = new LinkedHashMap<>();
    if (settings.contexts() == 0) {
      return figures;
    }
    figures.put(HeldOutFigures.GUARD_SAMPLES, (double) asked.size());
    if (asked.size() < FEWEST) {
      return figures;
    }
    List<Response> wanted = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      Response base = bases.get(i);
      wanted.add(asked.get(i).edited().map(text -> new Response(text, false)).orElse(base));
    }
    Seen version = new Seen(asked, responses);
    Seen base = new Seen(asked, bases);
    Seen users = new Seen(asked, wanted);
    double least = Math.min(base.length(), users.length());
    double most = Math.max(base.length(), users.length());
    double promptWords = Math.min(base.promptWords(), users.promptWords());
    figures.put(HeldOutFigures.GUARD_SHORTEST, version.length() / Math.max(1, least));
    figures.put(HeldOutFigures.GUARD_LONGEST, version.length() / Math.max(1, most));
    figures.put(HeldOutFigures.GUARD_REPEATED, over(version, base, users, Seen::repeated));
    figures.put(HeldOutFigures.GUARD_EMPTY, over(version, base, users, Seen::empty));
    figures.put(HeldOutFigures.GUARD_CUT, over(version, base, users, Seen::cut));
    figures.put(HeldOutFigures.GUARD_COPIED, over(version, base, users, Seen::copied));
    figures.put(HeldOutFigures.GUARD_SAME, over(version, base, users, Seen::same));
    figures.put(
        HeldOutFigures.GUARD_PROMPT_WORDS_LOST,
        promptWords == 0 ? 0 : 1 - version.promptWords() / promptWords);
    return figures;
  }

  private static double over(Seen version, Seen base, Seen users, ToDoubleFunction<Seen> share) {
    return share.applyAsDouble(version)
        - Math.max(share.applyAsDouble(base), share.applyAsDouble(users));
  }

  /** The rules that figures break. */
  List<Rule> broken(Map<String, Double> figures) {
    List<Rule> broken = new ArrayList<>();
    if (!figures.containsKey(HeldOutFigures.GUARD_CUT)) {
      return broken;
    }
    if (figures.get(HeldOutFigures.GUARD_SHORTEST) < settings.shortest()
        || figures.get(HeldOutFigures.GUARD_LONGEST) > settings.longest()) {
      broken.add(Rule.LENGTH);
    }
    Map<Rule, Double> over = new LinkedHashMap<>();
    over.put(Rule.REPETITION, figures.get(HeldOutFigures.GUARD_REPEATED) - settings.repeated());
    over.put(Rule.EMPTY, figures.get(HeldOutFigures.GUARD_EMPTY) - settings.empty());
    over.put(Rule.CUT, figures.get(HeldOutFigures.GUARD_CUT) - settings.cut());
    over.put(Rule.COPY, figures.get(HeldOutFigures.GUARD_COPIED) - settings.copied());
    over.put(Rule.SAME, figures.get(HeldOutFigures.GUARD_SAME) - settings.same());
    over.put(
        Rule.PROMPT_WORDS,
        figures.get(HeldOutFigures.GUARD_PROMPT_WORDS_LOST) - settings.promptWordsLost());
    over.forEach(
        (rule, excess) -> {
          if (excess > 0) {
            broken.add(rule);
          }
        });
    return broken;
  }

  /** One version's responses, as words. */
  private static final class Seen {
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

    double length() {
      return words.stream().mapToInt(List::size).sum();
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

    double promptWords() {
      double sum = 0;
      for (int i = 0; i < responses.size(); i++) {
        sum += rare.in(i, responses.get(i).text()).size();
      }
      return sum;
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
}
