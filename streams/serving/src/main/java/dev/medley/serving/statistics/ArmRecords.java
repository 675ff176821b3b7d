package dev.medley.serving.statistics;

import dev.medley.ensemble.costs.CostHistory;
import dev.medley.ensemble.costs.CostSpan;
import dev.medley.schemas.ArmStatistics;
import dev.medley.schemas.CostBlock;
import dev.medley.schemas.ResponseBlock;
import dev.medley.schemas.SettledBlock;
import java.util.List;

/** Totals as records of `arm-statistics`, and back. */
final class ArmRecords {
  private ArmRecords() {}

  static ArmStatistics record(String key, ArmTotal total) {
    int slash = key.lastIndexOf('/');
    return ArmStatistics.newBuilder()
        .setTask(key.substring(0, slash))
        .setArm(key.substring(slash + 1))
        .setPlays(total.charges().plays())
        .setChargeSum(total.charges().costSum())
        .setCostSum(total.costSum())
        .setAnswered(total.answered())
        .setWaiting(total.waiting())
        .setSilent(total.silent())
        .setCut(total.cut())
        .setCancelled(total.cancelled())
        .setBlocks(total.charges().blocks().stream().map(ArmRecords::charges).toList())
        .setResponses(total.responses().blocks().stream().map(ArmRecords::responses).toList())
        .setSettled(total.settled().blocks().stream().map(ArmRecords::settled).toList())
        .build();
  }

  /** What a record says, 0.1.0's too. */
  static ArmTotal total(ArmStatistics record) {
    List<CostSpan> blocks = record.getBlocks().stream().map(ArmRecords::span).toList();
    long waiting = Math.max(0, record.getWaiting());
    long silent = Math.max(0, record.getSilent());
    if (record.getAnswered() < 0) {
      return CostsOnly.total(blocks, record.getCostSum(), waiting, silent);
    }
    return new ArmTotal(
        new CostHistory(blocks),
        new CostHistory(record.getResponses().stream().map(ArmRecords::span).toList()),
        new CostHistory(record.getSettled().stream().map(ArmRecords::span).toList()),
        record.getCostSum(),
        record.getAnswered(),
        waiting,
        silent,
        Math.max(0, record.getCut()));
  }

  private static CostBlock charges(CostSpan span) {
    return new CostBlock(
        span.from(), span.to(), span.plays(), span.costSum(), span.logSum(), span.logSquareSum());
  }

  private static CostSpan span(CostBlock block) {
    return new CostSpan(
        block.getFrom(),
        block.getTo(),
        block.getPlays(),
        block.getCostSum(),
        block.getLogSum(),
        block.getLogSquareSum());
  }

  private static ResponseBlock responses(CostSpan span) {
    return new ResponseBlock(span.from(), span.to(), span.plays(), Math.round(span.costSum()));
  }

  private static CostSpan span(ResponseBlock block) {
    return CostSpan.counted(
        block.getFrom(), block.getTo(), block.getResponses(), block.getCancelled());
  }

  private static SettledBlock settled(CostSpan span) {
    return new SettledBlock(span.from(), span.to(), span.plays(), Math.round(span.costSum()));
  }

  private static CostSpan span(SettledBlock block) {
    return CostSpan.counted(
        block.getFrom(), block.getTo(), block.getResponses(), block.getSilent());
  }
}
