package dev.medley.learner;

import dev.medley.lm.Example;
import dev.medley.lm.GeneratedRow;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.LoraAdapter;
import dev.medley.lm.SamplingParameters;
import dev.medley.schemas.edits.EditMeter;
import dev.medley.schemas.edits.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What greedy responses to held-out contexts would cost: the edit cost from each to the text y'
 * that a user made of an earlier draft. A response may be a little longer than y'.
 */
final class HeldOutCost {
  private static final int ROWS = 16;
  private static final int MORE_TOKENS = 16;

  private final LanguageModel model;
  private final EditMeter meter = new EditMeter(new Words());

  HeldOutCost(LanguageModel model) {
    this.model = model;
  }

  /**
   * Costs in the order of the examples, which are generated in batches of similar length.
   *
   * @param adapter null for the base
   */
  double[] of(LoraAdapter adapter, List<Example> examples) {
    List<Integer> byLength =
        IntStream.range(0, examples.size())
            .boxed()
            .sorted(Comparator.comparing(i -> examples.get(i).prompt().length))
            .toList();
    double[] costs = new double[examples.size()];
    for (int from = 0; from < byLength.size(); from += ROWS) {
      List<Integer> rows = byLength.subList(from, Math.min(byLength.size(), from + ROWS));
      measure(adapter, examples, rows, costs);
    }
    return costs;
  }

  private void measure(
      LoraAdapter adapter, List<Example> examples, List<Integer> rows, double[] costs) {
    List<int[]> prompts = rows.stream().map(i -> examples.get(i).prompt()).toList();
    List<SamplingParameters> sampling = new ArrayList<>();
    for (int i : rows) {
      int room = model.config().maxPositionEmbeddings() - examples.get(i).prompt().length;
      int most = Math.min(room, examples.get(i).chosen().length + MORE_TOKENS);
      sampling.add(SamplingParameters.greedy(most));
    }
    List<GeneratedRow> responses = model.generate(prompts, adapter, sampling);
    for (int row = 0; row < rows.size(); row++) {
      int i = rows.get(row);
      String edited = model.tokenizer().decode(examples.get(i).chosen());
      costs[i] = meter.cost(responses.get(row).text(), edited);
    }
  }
}
