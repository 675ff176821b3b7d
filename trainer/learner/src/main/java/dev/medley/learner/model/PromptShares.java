package dev.medley.learner.model;

import dev.medley.lm.loss.Draft;
import java.util.HashSet;
import java.util.Set;

/**
 * What prompt and response have in common.
 *
 * @param kept share of the prompt's distinct tokens that the response has
 * @param copied share of the response's distinct pairs of tokens that the prompt has
 */
record PromptShares(double kept, double copied) {
  static PromptShares of(Draft draft) {
    Set<Long> prompt = tokens(draft.prompt());
    Set<Long> responsePairs = pairs(draft.response());
    return new PromptShares(
        share(prompt, tokens(draft.response())), share(responsePairs, pairs(draft.prompt())));
  }

  private static double share(Set<Long> of, Set<Long> in) {
    return of.stream().filter(in::contains).count() / (double) Math.max(1, of.size());
  }

  private static Set<Long> tokens(int[] text) {
    Set<Long> tokens = new HashSet<>();
    for (int token : text) {
      tokens.add((long) token);
    }
    return tokens;
  }

  private static Set<Long> pairs(int[] text) {
    Set<Long> pairs = new HashSet<>();
    for (int i = 1; i < text.length; i++) {
      pairs.add(((long) text[i - 1] << Integer.SIZE) | text[i]);
    }
    return pairs;
  }
}
