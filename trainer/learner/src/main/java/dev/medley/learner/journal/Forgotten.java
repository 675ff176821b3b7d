package dev.medley.learner.journal;

import dev.medley.learner.feed.Frontier;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.LiveLane;
import dev.medley.schemas.OffsetRange;
import dev.medley.schemas.PartitionOffset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which labels a roll back takes out of the weights. */
public final class Forgotten {
  private Forgotten() {}

  /**
   * What the checkpoint had forgotten, and what was read after it.
   *
   * @param checkpoint empty for the base, which knows nothing
   * @param read how far labels were read since
   */
  public static List<OffsetRange> since(Optional<Checkpoint> checkpoint, Frontier read) {
    Map<Integer, Long> known = new HashMap<>();
    List<OffsetRange> forgotten = new ArrayList<>();
    checkpoint.ifPresent(
        found -> {
          forgotten.addAll(found.getForgotten());
          found.getTrainedThrough().forEach(p -> known.put(p.getPartition(), p.getOffset()));
        });
    for (PartitionOffset next : read.next()) {
      long from = known.getOrDefault(next.getPartition(), 0L);
      if (from < next.getOffset()) {
        forgotten.add(new OffsetRange(next.getPartition(), from, next.getOffset(), null));
      }
    }
    read.live().ifPresent(lane -> forgotten.addAll(newLabels(checkpoint, lane, read.next())));
    return forgotten;
  }

  /** New labels that were read before older ones, but for those that the checkpoint has. */
  private static List<OffsetRange> newLabels(
      Optional<Checkpoint> checkpoint, LiveLane lane, List<PartitionOffset> older) {
    Map<Integer, Long> from = new HashMap<>();
    older.forEach(place -> from.put(place.getPartition(), place.getOffset()));
    checkpoint
        .map(Checkpoint::getLive)
        .filter(known -> known.getSince().equals(lane.getSince()))
        .ifPresent(
            known ->
                known
                    .getNextOffsets()
                    .forEach(p -> from.merge(p.getPartition(), p.getOffset(), Math::max)));
    return lane.getNextOffsets().stream()
        .filter(to -> from.getOrDefault(to.getPartition(), 0L) < to.getOffset())
        .map(
            to ->
                new OffsetRange(
                    to.getPartition(),
                    from.getOrDefault(to.getPartition(), 0L),
                    to.getOffset(),
                    lane.getSince()))
        .toList();
  }

  /**
   * Whether a checkpoint's weights reflect a label of its label topic.
   *
   * @param written by its record's timestamp
   */
  public static boolean reflects(
      Checkpoint checkpoint, int partition, long offset, Instant written) {
    return read(checkpoint, partition, offset, written)
        && checkpoint.getForgotten().stream()
            .noneMatch(
                range ->
                    range.getPartition() == partition
                        && range.getFrom() <= offset
                        && offset < range.getTo()
                        && (range.getSince() == null || !written.isBefore(range.getSince())));
  }

  /** Whether a label had been read, forgotten since or not. */
  public static boolean read(Checkpoint checkpoint, int partition, long offset, Instant written) {
    LiveLane live = checkpoint.getLive();
    return isBefore(checkpoint.getTrainedThrough(), partition, offset)
        || (live != null
            && !written.isBefore(live.getSince())
            && isBefore(live.getNextOffsets(), partition, offset));
  }

  private static boolean isBefore(List<PartitionOffset> next, int partition, long offset) {
    return next.stream()
        .anyMatch(place -> place.getPartition() == partition && offset < place.getOffset());
  }
}
