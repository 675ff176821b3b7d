package dev.medley.learner.journal;

import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.OffsetRange;
import dev.medley.schemas.PartitionOffset;
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
   * @param nextOffsets where reading goes on
   */
  public static List<OffsetRange> since(
      Optional<Checkpoint> checkpoint, List<PartitionOffset> nextOffsets) {
    Map<Integer, Long> known = new HashMap<>();
    List<OffsetRange> forgotten = new ArrayList<>();
    checkpoint.ifPresent(
        found -> {
          forgotten.addAll(found.getForgotten());
          found.getTrainedThrough().forEach(p -> known.put(p.getPartition(), p.getOffset()));
        });
    for (PartitionOffset next : nextOffsets) {
      long from = known.getOrDefault(next.getPartition(), 0L);
      if (from < next.getOffset()) {
        forgotten.add(new OffsetRange(next.getPartition(), from, next.getOffset(), null));
      }
    }
    return forgotten;
  }

  /** Whether a checkpoint's weights reflect a label at an offset of its label topic. */
  public static boolean reflects(Checkpoint checkpoint, int partition, long offset) {
    return read(checkpoint, partition, offset)
        && checkpoint.getForgotten().stream()
            .noneMatch(
                range ->
                    range.getPartition() == partition
                        && range.getFrom() <= offset
                        && offset < range.getTo());
  }

  /** Whether a label at an offset had been read, forgotten since or not. */
  public static boolean read(Checkpoint checkpoint, int partition, long offset) {
    return checkpoint.getTrainedThrough().stream()
        .anyMatch(next -> next.getPartition() == partition && offset < next.getOffset());
  }
}
