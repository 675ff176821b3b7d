package dev.medley.serving.statistics;

import dev.medley.ensemble.costs.CostHistory;
import dev.medley.ensemble.costs.CostSpan;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** An arm's total, field by field. */
final class TotalFields {
  private TotalFields() {}

  static void write(ArmTotal total, DataOutputStream out) throws IOException {
    write(total.charges(), out);
    write(total.responses(), out);
    out.writeDouble(total.costSum());
    out.writeLong(total.answered());
    out.writeLong(total.waiting());
    out.writeLong(total.silent());
    out.writeLong(total.cut());
    write(total.settled(), out);
  }

  static ArmTotal read(DataInputStream in) throws IOException {
    CostHistory charges = new CostHistory(blocks(in));
    CostHistory responses = new CostHistory(blocks(in));
    double costSum = in.readDouble();
    long answered = in.readLong();
    long waiting = in.readLong();
    long silent = in.readLong();
    long cut = in.readLong();
    // Earlier ones end here: whom people answer is counted from now on.
    CostHistory settled = in.available() > 0 ? new CostHistory(blocks(in)) : CostHistory.EMPTY;
    return new ArmTotal(charges, responses, settled, costSum, answered, waiting, silent, cut);
  }

  private static void write(CostHistory history, DataOutputStream out) throws IOException {
    out.writeInt(history.blocks().size());
    for (CostSpan block : history.blocks()) {
      out.writeLong(block.from());
      out.writeLong(block.to());
      out.writeLong(block.plays());
      out.writeDouble(block.costSum());
      out.writeDouble(block.logSum());
      out.writeDouble(block.logSquareSum());
    }
  }

  static List<CostSpan> blocks(DataInputStream in) throws IOException {
    List<CostSpan> blocks = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      blocks.add(
          new CostSpan(
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readDouble(),
              in.readDouble(),
              in.readDouble()));
    }
    return blocks;
  }
}
