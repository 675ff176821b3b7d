package dev.medley.learner.feed;

import dev.medley.schemas.OffsetRange;
import dev.medley.schemas.PartitionOffset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What retention removed before a member read it. Guarded by its feed's {@link Routes}. */
final class LostLabels {
  private final Routes routes;
  private final TaskLabels own;
  private final Map<Integer, LogEdges.Edge> edges;
  private List<OffsetRange> lost = new ArrayList<>();

  /**
   * None yet.
   *
   * @param own where the member's own lie, so that what only others had is no loss
   * @param edges of the log as the member was opened
   */
  LostLabels(Routes routes, TaskLabels own, Map<Integer, LogEdges.Edge> edges) {
    this.routes = routes;
    this.own = own;
    this.edges = edges;
  }

  /** A lane's next are gone: it goes on behind them. */
  void of(Lane lane, LaneQueue queue, long earliest) {
    long from = lane.reached(queue);
    if (from < earliest) {
      add(queue.partition, from, earliest, lane.isLive() ? lane.since() : null);
      queue.move(earliest, earliest >= routes.head(queue.partition));
    }
  }

  /** Reading goes on at a frontier, of which the log may not have had the next when it opened. */
  void goOn(Frontier from) {
    from.next().forEach(this::drop);
    from.next().forEach(next -> behind(next, null));
    from.live()
        .ifPresent(lane -> lane.getNextOffsets().forEach(next -> behind(next, lane.getSince())));
  }

  /** What was learnt before it was removed is no loss. */
  private void drop(PartitionOffset next) {
    List<OffsetRange> left = new ArrayList<>();
    for (OffsetRange range : lost) {
      boolean here = range.getPartition() == next.getPartition();
      long first = here ? Math.max(range.getFrom(), next.getOffset()) : range.getFrom();
      if (first < range.getTo()) {
        left.add(OffsetRange.newBuilder(range).setFrom(first).build());
      }
    }
    lost = left;
  }

  private void behind(PartitionOffset next, Instant since) {
    LogEdges.Edge edge = edges.get(next.getPartition());
    if (edge != null && next.getOffset() < edge.first()) {
      add(next.getPartition(), next.getOffset(), edge.first(), since);
    }
  }

  private void add(int partition, long from, long to, Instant since) {
    if (own.firstFrom(partition, from, routes.head(partition)) < to) {
      lost.add(new OffsetRange(partition, from, to, since, null));
    }
  }

  /** What was lost since the last call. */
  List<OffsetRange> take() {
    List<OffsetRange> taken = List.copyOf(lost);
    lost.clear();
    return taken;
  }
}
