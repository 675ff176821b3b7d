package dev.medley.ensemble.costs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of an arm's responses that users cancelled, or left without an answer, are its own fault.
 * That a user does so says little by itself; where an arm's share of it surely lies above the share
 * of all others, what lies above is charged. Shares change as members do: a likelihood-ratio test
 * finds the newest change of each arm, and what came before is left out.
 */
public final class Surplus {
  /** Responses on both sides of a change: fewer may be chance. */
  private static final int LEAST = 5;

  private Surplus() {}

  /**
   * How many of those responses of each arm are charged; not whole numbers.
   *
   * @param responses of each arm, earliest first; a block's costs say how many of them it was
   * @param threshold nats by which a change must make them likelier to be believed
   */
  public static Map<String, Double> of(Map<String, List<CostSpan>> responses, double threshold) {
    Map<String, Share> shares = new HashMap<>();
    responses.forEach((arm, blocks) -> shares.put(arm, current(blocks, threshold)));
    Share all = shares.values().stream().reduce(new Share(0, 0), Share::plus);
    Map<String, Double> charged = new HashMap<>();
    shares.forEach((arm, share) -> charged.put(arm, surplus(share, all.minus(share))));
    return charged;
  }

  private static double surplus(Share own, Share others) {
    if (own.times() == 0 || own.mean() <= others.mean()) {
      return 0;
    }
    return Math.max(0, own.lower() - others.upper()) * own.of();
  }

  /** Since the newest change. */
  private static Share current(List<CostSpan> blocks, double threshold) {
    List<CostSpan> left = blocks;
    int cut = strongest(left, threshold);
    while (cut > 0) {
      left = left.subList(cut, left.size());
      cut = strongest(left, threshold);
    }
    return share(left);
  }

  /** The border at which a change is likeliest; 0 where none is likely enough. */
  private static int strongest(List<CostSpan> blocks, double threshold) {
    Share all = share(blocks);
    if (all.times() == 0 || all.times() == all.of()) {
      return 0;
    }
    Share before = new Share(0, 0);
    double most = threshold;
    int cut = 0;
    for (int i = 1; i < blocks.size(); i++) {
      before = before.plus(share(blocks.get(i - 1)));
      Share after = all.minus(before);
      if (before.of() >= LEAST && after.of() >= LEAST) {
        double gain = likeliest(before) + likeliest(after) - likeliest(all);
        if (gain > most) {
          most = gain;
          cut = i;
        }
      }
    }
    return cut;
  }

  private static double likeliest(Share share) {
    return share.logLikelihood(share.mean());
  }

  private static Share share(List<CostSpan> blocks) {
    return blocks.stream().map(Surplus::share).reduce(new Share(0, 0), Share::plus);
  }

  private static Share share(CostSpan block) {
    return new Share(block.plays(), Math.min(block.plays(), Math.round(block.costSum())));
  }
}
