package dev.medley.schemas.edits;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The edit cost Δ_edit(y, y') of Misra et al. 2025 for a single edit: Levenshtein distance over
 * words, divided by max(1, the number of words of the response y). Who measures many keeps an
 * {@link EditMeter}.
 */
public final class EditCost {
  /** Cost of a response that was thrown away. */
  public static final double DISCARDED = 1.0;

  private EditCost() {}

  /** The cost of turning the response y into the edited text y'. */
  public static double of(String response, String edited) {
    return new EditMeter(new Words()).cost(response, edited);
  }

  /** The cost over words, or over any other tokens, that were split already. */
  public static double of(List<String> response, List<String> edited) {
    return (double) distance(response, edited) / Math.max(1, response.size());
  }

  /** The least number of insertions, deletions and substitutions between two lists of tokens. */
  public static int distance(List<String> from, List<String> to) {
    Map<Object, Integer> ids = new HashMap<>();
    return new EditDistance().of(ids(from, ids), ids(to, ids));
  }

  /** Numbers of tokens, counting up from 0 as new ones come. */
  static int[] ids(List<?> tokens, Map<Object, Integer> ids) {
    return tokens.stream().mapToInt(token -> ids.computeIfAbsent(token, t -> ids.size())).toArray();
  }
}
