package dev.medley.learner;

import dev.medley.lm.Draft;
import dev.medley.lm.Generation;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.LoraAdapter;
import dev.medley.lm.SamplingParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Responses that an adapter draws at temperature 1, several in a row to each context.
 *
 * @param drafts contexts and responses
 * @param ended for each whether it came to its end: not cut at its longest or while it repeated
 */
record Rollouts(List<Draft> drafts, List<Boolean> ended) {
  private static final int TOKENS_A_CALL = 32;

  /** The same seed and weights give the same responses. */
  static Rollouts draw(
      LanguageModel model,
      LoraAdapter adapter,
      List<int[]> contexts,
      int samples,
      int maxCompletionLength,
      long seed) {
    SplittableRandom seeds = new SplittableRandom(seed);
    List<int[]> prompts = new ArrayList<>();
    List<SamplingParameters> sampling = new ArrayList<>();
    for (int[] context : contexts) {
      int room = model.config().maxPositionEmbeddings() - context.length;
      for (int k = 0; k < samples; k++) {
        prompts.add(context);
        sampling.add(
            new SamplingParameters(1, 1, Math.min(room, maxCompletionLength), seeds.nextLong()));
      }
    }
    List<Draft> drafts = new ArrayList<>();
    List<Boolean> ended = new ArrayList<>();
    try (Generation generation = model.generate(prompts, adapter, sampling)) {
      while (openRows(model, generation, prompts.size())) {
        generation.decode(TOKENS_A_CALL);
      }
      for (int row = 0; row < prompts.size(); row++) {
        int[] tokens = generation.tokens(row);
        boolean whole = tokens.length < sampling.get(row).maxTokens() && generation.finished(row);
        drafts.add(new Draft(prompts.get(row), whole ? end(model, tokens) : tokens));
        ended.add(whole);
      }
    }
    return new Rollouts(drafts, ended);
  }

  /** Whether a row goes on that does not only repeat itself. */
  private static boolean openRows(LanguageModel model, Generation generation, int rows) {
    return IntStream.range(0, rows)
        .filter(row -> !generation.finished(row))
        .anyMatch(row -> !Repetition.endsIn(model.tokenizer().decode(generation.tokens(row))));
  }

  private static int[] end(LanguageModel model, int[] tokens) {
    int[] ended = Arrays.copyOf(tokens, tokens.length + 1);
    ended[tokens.length] = model.tokenizer().endId();
    return ended;
  }
}
