package dev.medley.serving.statistics;

import dev.medley.ensemble.costs.CostHistory;
import dev.medley.ensemble.costs.CostSpan;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;

/**
 * What 0.1.0 counted: edit costs of those responses alone that were answered. A cost is a charge
 * where it is at most 1; texts that would tell more are not kept.
 */
final class CostsOnly {
  private CostsOnly() {}

  static Play play(DataInputStream in) throws IOException {
    String task = in.readUTF();
    String arm = in.readUTF();
    long at = in.readLong();
    Play.State state = Play.State.valueOf(in.readUTF());
    int revision = in.readInt();
    double cost = in.readDouble();
    return new Play(task, arm, at, state, false, revision, cost, Math.min(1, cost));
  }

  static ArmTotal total(DataInputStream in) throws IOException {
    long waiting = in.readLong();
    long silent = in.readLong();
    List<CostSpan> costs = TotalFields.blocks(in);
    return total(costs, new CostHistory(costs).costSum(), waiting, silent);
  }

  static ArmTotal total(List<CostSpan> costs, double costSum, long waiting, long silent) {
    CostHistory charges = new CostHistory(costs.stream().map(CostsOnly::charges).toList());
    return new ArmTotal(
        charges,
        new CostHistory(costs.stream().map(block -> responses(block)).toList()),
        CostHistory.EMPTY,
        costSum,
        charges.plays(),
        waiting,
        silent,
        0);
  }

  /** Costs over 1 in a block are told by their sum alone. */
  private static CostSpan charges(CostSpan costs) {
    return costs.costSum() <= costs.plays()
        ? costs
        : CostSpan.counted(costs.from(), costs.to(), costs.plays(), costs.plays());
  }

  private static CostSpan responses(CostSpan costs) {
    return CostSpan.counted(costs.from(), costs.to(), costs.plays(), 0);
  }
}
