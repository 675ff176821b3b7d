package dev.medley.learner.model;

import dev.medley.lm.LanguageModel;
import dev.medley.lm.generation.EndReason;
import dev.medley.lm.generation.GeneratedRow;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.loss.Draft;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Responses that an adapter draws at temperature 1, several in a row to each context.
 *
 * @param each how many to a context
 * @param drafts contexts and responses
 * @param texts of the responses
 * @param ended for each whether it came to its end: not cut at its longest or while it repeated
 */
record Rollouts(int each, List<Draft> drafts, List<String> texts, List<Boolean> ended) {
  int size() {
    return drafts.size();
  }

  /** Share of the responses that never came to their end. */
  double cut() {
    return ended.stream().mapToInt(whole -> whole ? 0 : 1).average().orElseThrow();
  }

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
    List<String> texts = new ArrayList<>();
    List<Boolean> ended = new ArrayList<>();
    for (GeneratedRow row : model.generate(prompts, adapter, sampling)) {
      boolean whole = row.endReason().orElseThrow() == EndReason.STOP;
      int[] context = prompts.get(drafts.size());
      drafts.add(new Draft(context, whole ? end(model, row.tokens()) : row.tokens()));
      texts.add(row.text());
      ended.add(whole);
    }
    return new Rollouts(samples, drafts, texts, ended);
  }

  private static int[] end(LanguageModel model, int[] tokens) {
    int[] ended = Arrays.copyOf(tokens, tokens.length + 1);
    ended[tokens.length] = model.tokenizer().endId();
    return ended;
  }
}
