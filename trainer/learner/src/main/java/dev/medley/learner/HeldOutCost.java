package dev.medley.learner;

import dev.medley.lm.Example;
import dev.medley.lm.GeneratedRow;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.LoraAdapter;
import dev.medley.lm.SamplingParameters;
import dev.medley.schemas.edits.EditCost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a member's responses to held-out contexts would cost, as the late ensemble's prior: the mean
 * edit cost from its greedy responses to the texts that users made of earlier drafts.
 */
final class HeldOutCost {
  /** A few: each is a generation, and the prior is worth about one play. */
  private static final int MOST_SAMPLES = 4;

  private static final int MORE_TOKENS = 16;

  private HeldOutCost() {}

  /**
   * {@code eval_edit_cost} over {@code eval_edit_samples}; none without held-out examples.
   *
   * @param kept held-out examples, oldest first
   */
  static Map<String, Double> figures(LanguageModel model, LoraAdapter adapter, List<Example> kept) {
    List<Example> newest = kept.subList(Math.max(0, kept.size() - MOST_SAMPLES), kept.size());
    if (newest.isEmpty()) {
      return Map.of();
    }
    List<int[]> prompts = newest.stream().map(Example::prompt).toList();
    List<SamplingParameters> sampling = new ArrayList<>();
    for (Example example : newest) {
      int room = model.config().maxPositionEmbeddings() - example.prompt().length;
      int most = Math.min(room, example.chosen().length + MORE_TOKENS);
      sampling.add(SamplingParameters.greedy(most));
    }
    List<GeneratedRow> responses = model.generate(prompts, adapter, sampling);
    double sum = 0;
    for (int row = 0; row < newest.size(); row++) {
      String edited = model.tokenizer().decode(newest.get(row).chosen());
      sum += EditCost.of(responses.get(row).text(), edited);
    }
    return Map.of(
        "eval_edit_cost", sum / newest.size(), "eval_edit_samples", (double) newest.size());
  }
}
