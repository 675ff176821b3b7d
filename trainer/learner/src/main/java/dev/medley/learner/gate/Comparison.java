package dev.medley.learner.gate;

import dev.medley.schemas.checkpoints.HeldOutFigures;
import dev.medley.schemas.edits.Charge;
import dev.medley.schemas.edits.EditMeter;
import dev.medley.schemas.edits.Words;
import java.util.Arrays;
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
  private final PromptWords rare;

  /** Contexts that all have a user's text. */
  Comparison(List<Asked> asked) {
    this.asked = asked;
    this.rare = new PromptWords(asked.stream().map(Asked::prompt).toList());
  }

  /** What each response is charged; one that was cut, all. */
  double[] charges(List<Response> responses) {
    double[] charges = new double[asked.size()];
    for (int i = 0; i < charges.length; i++) {
      charges[i] =
          responses.get(i).cut() ? Charge.CUT : meter.charge(responses.get(i).text(), edited(i));
    }
    return charges;
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
    double[] leans = leans(responses, reference, changes);
    if (leans.length >= Interval.FEWEST) {
      put(figures, HeldOutFigures.EDIT_LEAN + ending, Interval.of(leans));
    }
    put(
        figures,
        HeldOutFigures.KEPT_WORDS_CHANGE + ending,
        Interval.of(keptWords(responses, reference)));
    return figures;
  }

  private double[] changes(List<Response> responses, List<Response> reference) {
    double[] charges = charges(responses);
    double[] before = charges(reference);
    double[] changes = new double[charges.length];
    Arrays.setAll(changes, i -> charges[i] - before[i]);
    return changes;
  }

  /**
   * Where a response is charged more: the part of the way from the response to the reference's that
   * it is farther from y' (above 0) or nearer to it (below 0, down to -1).
   */
  private double[] leans(List<Response> responses, List<Response> reference, double[] changes) {
    return IntStream.range(0, changes.length)
        .filter(i -> changes[i] > 0)
        .mapToDouble(i -> lean(responses.get(i).text(), reference.get(i).text(), edited(i)))
        .toArray();
  }

  private double lean(String response, String before, String edited) {
    int way = meter.distance(response, before);
    double farther = meter.distance(response, edited) - way;
    return Math.min(1, farther / Math.max(1, way));
  }

  /**
   * How much of the prompt's rare words in y' a response keeps, less what the reference keeps; 0
   * where y' has none.
   */
  private double[] keptWords(List<Response> responses, List<Response> reference) {
    double[] changes = new double[asked.size()];
    for (int i = 0; i < changes.length; i++) {
      Set<String> wanted = rare.in(i, edited(i));
      double kept = kept(i, wanted, responses.get(i)) - kept(i, wanted, reference.get(i));
      changes[i] = kept / Math.max(1, wanted.size());
    }
    return changes;
  }

  private long kept(int i, Set<String> wanted, Response response) {
    return rare.in(i, response.text()).stream().filter(wanted::contains).count();
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
