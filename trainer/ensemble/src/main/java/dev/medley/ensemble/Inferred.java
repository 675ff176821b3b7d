package dev.medley.ensemble;

import dev.medley.ensemble.costs.CostSpan;
import dev.medley.ensemble.costs.Evidence;
import dev.medley.ensemble.costs.Share;
import dev.medley.ensemble.costs.Surplus;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Responses that are charged though no label says so, by arm; not whole numbers.
 *
 * @param walkouts cancelled ones, as far as the arm's share of them surely lies above the others'
 * @param unanswered those whose answer is missing: silent ones, as far as the arm's share of them
 *     surely lies above the others'; and all, where an arm has no charge yet and others would have
 *     some by now. No arm gains by silence
 */
record Inferred(Map<String, Double> walkouts, Map<String, Double> unanswered) {
  /** Of a response that its user walked away from, as if it had been thrown away. */
  private static final double WALKOUT = 1;

  /** Charges that others would have by now: an arm has none by chance once in 150 times. */
  private static final double ENOUGH = 5;

  /** Over the worst arm's mean: a silent arm ranks behind those that people say something of. */
  private static final double BEHIND = 1.25;

  /**
   * @param threshold nats by which a change of the shares must make them likelier to be believed
   */
  static Inferred of(Map<String, Heard> arms, double threshold) {
    Map<String, List<CostSpan>> responses = new TreeMap<>();
    Map<String, List<CostSpan>> settled = new TreeMap<>();
    arms.forEach((name, arm) -> responses.put(name, arm.responses()));
    arms.forEach((name, arm) -> settled.put(name, arm.settled()));
    Map<String, Double> silent = Surplus.of(settled, threshold);
    Share all = arms.values().stream().map(Heard::share).reduce(new Share(0, 0), Share::plus);
    Map<String, Double> unanswered = new TreeMap<>();
    arms.forEach(
        (name, arm) ->
            unanswered.put(
                name, isUnheard(arm.share(), all) ? (double) arm.share().of() : silent.get(name)));
    return new Inferred(Surplus.of(responses, threshold), unanswered);
  }

  private static boolean isUnheard(Share own, Share all) {
    return own.times() == 0 && own.of() * all.minus(own).mean() >= ENOUGH;
  }

  Evidence walkedAway(String arm) {
    return Evidence.of(walkouts.get(arm), WALKOUT);
  }

  /**
   * All that is charged.
   *
   * @param missing what a missing answer costs
   */
  Evidence of(String arm, double missing) {
    return walkedAway(arm).plus(Evidence.of(unanswered.get(arm), missing));
  }

  /**
   * What a missing answer costs.
   *
   * @param means of all arms; NaN where nothing is known
   */
  static double missing(Collection<Double> means) {
    return means.stream()
        .filter(Double::isFinite)
        .max(Double::compare)
        .map(worst -> worst * BEHIND)
        .orElse(WALKOUT);
  }
}
