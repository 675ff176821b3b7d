package dev.medley.learner.gate;

import dev.medley.lm.LanguageModel;
import dev.medley.lm.generation.GeneratedRow;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.loss.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Greedy responses to held-out contexts. A response may be a little longer than the text y' that a
 * user made of an earlier draft.
 */
final class HeldOutResponses {
  private static final int ROWS = 16;
  private static final int MORE_TOKENS = 16;

  private final LanguageModel model;

  HeldOutResponses(LanguageModel model) {
    this.model = model;
  }

  /**
   * Responses in the order of the examples, which are generated in batches of similar length.
   *
   * @param adapter null for the base
   */
  List<String> of(LoraAdapter adapter, List<Example> examples) {
    List<Integer> byLength =
        IntStream.range(0, examples.size())
            .boxed()
            .sorted(Comparator.comparing(i -> examples.get(i).prompt().length))
            .toList();
    String[] responses = new String[examples.size()];
    for (int from = 0; from < byLength.size(); from += ROWS) {
      List<Integer> rows = byLength.subList(from, Math.min(byLength.size(), from + ROWS));
      respond(adapter, examples, rows, responses);
    }
    return Arrays.asList(responses);
  }

  private void respond(
      LoraAdapter adapter, List<Example> examples, List<Integer> rows, String[] responses) {
    List<int[]> prompts = rows.stream().map(i -> examples.get(i).prompt()).toList();
    List<SamplingParameters> sampling = new ArrayList<>();
    for (int i : rows) {
      int room = model.config().maxPositionEmbeddings() - examples.get(i).prompt().length;
      int most = Math.min(room, examples.get(i).chosen().length + MORE_TOKENS);
      sampling.add(SamplingParameters.greedy(most));
    }
    List<GeneratedRow> generated = model.generate(prompts, adapter, sampling);
    for (int row = 0; row < rows.size(); row++) {
      responses[rows.get(row)] = generated.get(row).text();
    }
  }
}
