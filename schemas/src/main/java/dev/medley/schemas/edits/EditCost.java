package dev.medley.schemas.edits;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The edit cost Δ_edit(y, y') of Misra et al. 2025: Levenshtein distance over words, divided by
 * max(1, the number of words of the response y). 0 for equal texts; it can exceed 1.
 */
public final class EditCost {
  /** Cost of a response that was thrown away. */
  public static final double DISCARDED = 1.0;

  private EditCost() {}

  /** The cost of turning the response y into the edited text y'. */
  public static double of(String response, String edited) {
    return response.equals(edited) ? 0 : of(Words.of(response), Words.of(edited));
  }

  /** The cost over words, or over any other tokens, that were split already. */
  public static double of(List<String> response, List<String> edited) {
    return (double) distance(response, edited) / Math.max(1, response.size());
  }

  /** The least number of insertions, deletions and substitutions between two lists of tokens. */
  public static int distance(List<String> from, List<String> to) {
    Map<String, Integer> ids = new HashMap<>();
    int[] a = ids(from, ids);
    int[] b = ids(to, ids);
    int[] previous = new int[b.length + 1];
    int[] current = new int[b.length + 1];
    for (int j = 0; j <= b.length; j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length; i++) {
      current[0] = i;
      for (int j = 1; j <= b.length; j++) {
        int substituted = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
        current[j] = Math.min(substituted, 1 + Math.min(previous[j], current[j - 1]));
      }
      int[] swap = previous;
      previous = current;
      current = swap;
    }
    return previous[b.length];
  }

  private static int[] ids(List<String> tokens, Map<String, Integer> ids) {
    return tokens.stream().mapToInt(token -> ids.computeIfAbsent(token, t -> ids.size())).toArray();
  }
}
