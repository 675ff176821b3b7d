package dev.medley.learner.gate;

import dev.medley.schemas.checkpoints.HeldOutFigures;
import dev.medley.schemas.edits.EditMeter;
import dev.medley.schemas.edits.Words;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A checkpoint's responses and its parent's beside the texts y' that users made, as figures. */
final class EditFigures {
  private EditFigures() {}

  /**
   * The figures, by the names of the checkpoint's map.
   *
   * @param responses the checkpoint's, context by context
   * @param parents the parent's to the same contexts
   * @param edited the users' texts there
   * @param seed of the bootstrap
   */
  static Map<String, Double> of(
      List<String> responses, List<String> parents, List<String> edited, long seed) {
    EditMeter meter = new EditMeter(new Words());
    double[] costs = new double[edited.size()];
    double[] parentCosts = new double[edited.size()];
    double[] changes = new double[edited.size()];
    double[] leans = new double[edited.size()];
    for (int i = 0; i < costs.length; i++) {
      costs[i] = meter.cost(responses.get(i), edited.get(i));
      parentCosts[i] = meter.cost(parents.get(i), edited.get(i));
      changes[i] = costs[i] - parentCosts[i];
      leans[i] = lean(meter, responses.get(i), parents.get(i), edited.get(i));
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put(HeldOutFigures.EDIT_COST, Arrays.stream(costs).average().orElseThrow());
    figures.put(HeldOutFigures.EDIT_SAMPLES, (double) costs.length);
    figures.put(
        HeldOutFigures.EDIT_COST_PARENT, Arrays.stream(parentCosts).average().orElseThrow());
    put(figures, HeldOutFigures.EDIT_COST_CHANGE, Interval.of(changes, seed));
    put(figures, HeldOutFigures.EDIT_LEAN, Interval.of(leans, seed));
    return figures;
  }

  /**
   * The way from the parent's response to y', and how far along it a response comes: -1 at its end
   * or beyond, 1 where it begins, 0 where it has nothing of either. Where users left the parent's
   * response alone, any other turns away from them.
   */
  private static double lean(EditMeter meter, String response, String parent, String edited) {
    int way = meter.distance(parent, edited);
    int fromParent = meter.distance(response, parent);
    if (way == 0) {
      return fromParent == 0 ? 0 : 1;
    }
    return (double) (meter.distance(response, edited) - fromParent) / way;
  }

  private static void put(Map<String, Double> figures, String name, Interval interval) {
    figures.put(name, interval.mean());
    figures.put(name + HeldOutFigures.LOW, interval.low());
    figures.put(name + HeldOutFigures.HIGH, interval.high());
  }
}
