package dev.medley.learner.gate;

import dev.medley.schemas.checkpoints.HeldOutFigures;
import dev.medley.schemas.edits.Charge;
import dev.medley.schemas.edits.EditMeter;
import dev.medley.schemas.edits.Words;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A version's responses beside another's, and beside the texts y' that users made, context by
 * context.
 */
final class Comparison {
  private final List<Asked> asked;
  private final EditMeter meter = new EditMeter(new Words());
  private final EditMeter lines = new EditMeter(new WordsAndLines());
  private final PromptWords rare;

  /** Contexts that all have a user's text. */
  Comparison(List<Asked> asked) {
    this.asked = asked;
    this.rare = new PromptWords(asked.stream().map(Asked::prompt).toList());
  }

  /** What each response is charged; one that was cut, all. */
  double[] charges(List<Response> responses) {
    double[] charges = new double[asked.size()];
    Arrays.setAll(charges, i -> charge(meter, i, responses.get(i)));
    return charges;
  }

  private double charge(EditMeter by, int i, Response response) {
    return response.cut() ? Charge.CUT : by.charge(response.text(), edited(i));
  }

  /**
   * How much dearer responses are than a reference's, where lines count as words do. That a text
   * was accepted says that it was good, not that another is worse: beside one, only what is charged
   * over half counts.
   */
  double[] changes(List<Response> responses, List<Response> reference) {
    double[] changes = new double[asked.size()];
    Arrays.setAll(changes, i -> counted(i, responses.get(i)) - counted(i, reference.get(i)));
    return changes;
  }

  private double counted(int i, Response response) {
    double charge = charge(lines, i, response);
    return asked.get(i).accepted() ? Math.max(0, 2 * charge - 1) : charge;
  }

  /** The edit cost of the texts as they are, as the paper has it. */
  double cost(List<Response> responses) {
    double sum = 0;
    for (int i = 0; i < asked.size(); i++) {
      sum += meter.cost(responses.get(i).text(), edited(i));
    }
    return sum / asked.size();
  }

  /**
   * The change from a reference, as figures.
   *
   * @param ending of the figures' names
   */
  Map<String, Double> figures(List<Response> responses, List<Response> reference, String ending) {
    Map<String, Double> figures = new LinkedHashMap<>();
    double[] changes = changes(responses, reference);
    put(figures, HeldOutFigures.CHARGE_CHANGE + ending, Interval.oneSided(changes));
    double[] keptWords = keptWords(responses, reference);
    if (keptWords.length >= Interval.FEWEST) {
      put(figures, HeldOutFigures.KEPT_WORDS_CHANGE + ending, Interval.of(keptWords));
    }
    double[] leans = leans(responses, reference, changes);
    // Style says nothing where nothing says that the content is there.
    if (leans.length >= Interval.FEWEST && keptWords.length >= Judge.ENOUGH) {
      put(figures, HeldOutFigures.EDIT_LEAN + ending, Interval.of(leans));
    }
    return figures;
  }

  /**
   * Where a response is charged more: how much of what users added to the reference's it has, below
   * 0 and down to -1; less what the reference's response to another context has of it, by chance.
   */
  private double[] leans(List<Response> responses, List<Response> reference, double[] changes) {
    return IntStream.range(0, changes.length)
        .filter(i -> changes[i] > 0)
        .mapToDouble(
            i -> {
              Map<String, Integer> before = words(reference.get(i).text());
              Map<String, Integer> added = more(words(edited(i)), before);
              String other = reference.get((i + 1) % changes.length).text();
              return share(added, more(words(other), before))
                  - share(added, more(words(responses.get(i).text()), before));
            })
        .toArray();
  }

  private static Map<String, Integer> words(String text) {
    Map<String, Integer> words = new HashMap<>();
    Words.of(text).forEach(word -> words.merge(word, 1, Integer::sum));
    return words;
  }

  /** What a text's words are more than another's. */
  private static Map<String, Integer> more(Map<String, Integer> words, Map<String, Integer> than) {
    Map<String, Integer> more = new HashMap<>();
    words.forEach((word, times) -> more.put(word, times - than.getOrDefault(word, 0)));
    more.values().removeIf(times -> times <= 0);
    return more;
  }

  private static double share(Map<String, Integer> wanted, Map<String, Integer> words) {
    int all = 0;
    int found = 0;
    for (Map.Entry<String, Integer> word : wanted.entrySet()) {
      all += word.getValue();
      found += Math.min(word.getValue(), words.getOrDefault(word.getKey(), 0));
    }
    return found / (double) Math.max(1, all);
  }

  /**
   * How much of the prompt's rare words in y' a response keeps, less what the reference keeps,
   * where y' has any.
   */
  private double[] keptWords(List<Response> responses, List<Response> reference) {
    return IntStream.range(0, asked.size())
        .filter(i -> !rare.in(i, edited(i)).isEmpty())
        .mapToDouble(i -> kept(i, responses.get(i)) - kept(i, reference.get(i)))
        .toArray();
  }

  private double kept(int i, Response response) {
    Set<String> wanted = rare.in(i, edited(i));
    long kept = rare.in(i, response.text()).stream().filter(wanted::contains).count();
    return kept / (double) wanted.size();
  }

  private String edited(int i) {
    return asked.get(i).edited().orElseThrow();
  }

  private static void put(Map<String, Double> figures, String name, Interval interval) {
    figures.put(name, interval.mean());
    figures.put(name + HeldOutFigures.LOW, interval.low());
    figures.put(name + HeldOutFigures.HIGH, interval.high());
  }
}
