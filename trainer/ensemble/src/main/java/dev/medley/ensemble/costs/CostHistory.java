package dev.medley.ensemble.costs;

import java.util.ArrayList;
import java.util.List;

/**
 * What an arm's plays have cost, in the order of their times: at most {@value #MAX_BLOCKS} blocks,
 * one play each at first, the older ones merged as more come. Each play lies in the one block that
 * holds its time, so that it can be taken back. Immutable.
 *
 * @param blocks earliest first; their times don't overlap
 */
public record CostHistory(List<CostSpan> blocks) {
  public static final int MAX_BLOCKS = 64;
  public static final CostHistory EMPTY = new CostHistory(List.of());

  public CostHistory {
    blocks = List.copyOf(blocks);
  }

  /**
   * This history and one more play.
   *
   * @param at when it was played
   * @param cost edit cost, finite and 0 or more
   */
  public CostHistory plus(long at, double cost) {
    List<CostSpan> next = new ArrayList<>(blocks);
    CostSpan play = CostSpan.of(at, cost);
    int index = next.size();
    while (index > 0 && next.get(index - 1).to() >= at) {
      index--;
    }
    if (index < next.size() && next.get(index).holds(at)) {
      next.set(index, next.get(index).merge(play));
    } else {
      next.add(index, play);
    }
    if (next.size() > MAX_BLOCKS) {
      mergeOldest(next);
    }
    return new CostHistory(next);
  }

  /** This history without a play that it counts; unchanged where no block holds its time. */
  public CostHistory minus(long at, double cost) {
    List<CostSpan> next = new ArrayList<>(blocks);
    for (int i = 0; i < next.size(); i++) {
      if (next.get(i).holds(at)) {
        if (next.get(i).plays() == 1) {
          next.remove(i);
        } else {
          next.set(i, next.get(i).without(cost));
        }
        break;
      }
    }
    return new CostHistory(next);
  }

  /** The plays of this history that lie, or whose block ends, at or after a moment. */
  public CostHistory since(long moment) {
    return new CostHistory(blocks.stream().filter(block -> block.to() >= moment).toList());
  }

  /** Responses whose cost is known: N of Algorithm 1. */
  public long plays() {
    return blocks.stream().mapToLong(CostSpan::plays).sum();
  }

  /** Sum of their edit costs: C of Algorithm 1. */
  public double costSum() {
    return blocks.stream().mapToDouble(CostSpan::costSum).sum();
  }

  /** Mean edit cost; NaN where nothing was played. */
  public double meanCost() {
    return costSum() / plays();
  }

  /** Merges the neighbours that are smallest beside what came after them. */
  private static void mergeOldest(List<CostSpan> blocks) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    long after = 0;
    for (int i = blocks.size() - 2; i >= 0; i--) {
      double share = (blocks.get(i).plays() + blocks.get(i + 1).plays()) / (after + 1.0);
      if (share < least) {
        least = share;
        best = i;
      }
      after += blocks.get(i + 1).plays();
    }
    blocks.set(best, blocks.get(best).merge(blocks.remove(best + 1)));
  }
}
