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
import java.util.stream.Stream;

/** Which labels a roll back takes out of the weights. */
public final class Forgotten {
  private Forgotten() {}

  /**
   * What the checkpoint had forgotten, and what was read after it: of labels of each time, as far
   * as lanes tell them apart, those between the one's offsets and the other's.
   *
   * @param checkpoint empty for the base, which knows nothing
   * @param read how far labels were read since
   */
  public static List<OffsetRange> since(Optional<Checkpoint> checkpoint, Frontier read) {
    Frontier known =
        checkpoint
            .map(found -> Frontier.of(found.getTrainedThrough(), found.getLive()))
            .orElse(Frontier.BEGIN);
    List<OffsetRange> forgotten = new ArrayList<>();
    checkpoint.ifPresent(found -> forgotten.addAll(found.getForgotten()));
    List<Instant> times =
        Stream.of(known, read)
            .flatMap(frontier -> frontier.live().stream())
            .map(LiveLane::getSince)
            .distinct()
            .sorted()
            .toList();
    for (int i = 0; i <= times.size(); i++) {
      Instant since = i == 0 ? null : times.get(i - 1);
      Instant before = i == times.size() ? null : times.get(i);
      Map<Integer, Long> from = new HashMap<>();
      next(known, since).forEach(p -> from.put(p.getPartition(), p.getOffset()));
      for (PartitionOffset to : next(read, since)) {
        long first = from.getOrDefault(to.getPartition(), 0L);
        if (first < to.getOffset()) {
          forgotten.add(new OffsetRange(to.getPartition(), first, to.getOffset(), since, before));
        }
      }
    }
    return forgotten;
  }

  /** Next offsets of labels from a time on; null for the oldest. */
  private static List<PartitionOffset> next(Frontier frontier, Instant since) {
    return frontier
        .live()
        .filter(lane -> since != null && !since.isBefore(lane.getSince()))
        .map(LiveLane::getNextOffsets)
        .orElse(frontier.next());
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
                        && (range.getSince() == null || !written.isBefore(range.getSince()))
                        && (range.getBefore() == null || written.isBefore(range.getBefore())));
  }

  /** Whether a label had been read, forgotten since or not. */
  public static boolean read(Checkpoint checkpoint, int partition, long offset, Instant written) {
    LiveLane live = checkpoint.getLive();
    boolean isNew = live != null && !written.isBefore(live.getSince());
    return isBefore(
        isNew ? live.getNextOffsets() : checkpoint.getTrainedThrough(), partition, offset);
  }

  private static boolean isBefore(List<PartitionOffset> next, int partition, long offset) {
    return next.stream()
        .anyMatch(place -> place.getPartition() == partition && offset < place.getOffset());
  }
}
