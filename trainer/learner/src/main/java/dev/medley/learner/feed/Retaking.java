package dev.medley.learner.feed;

import dev.medley.learner.labels.Taken;
import dev.medley.schemas.PartitionOffset;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/** Takes labels by their places, as a redo does. Guarded by its feed's {@link Routes}. */
final class Retaking {
  private static final long STILL_NANOS = 10_000_000_000L;
  private static final long LOOK_MILLIS = 100;

  private final Routes routes;
  private final Lanes lanes;

  Retaking(Routes routes, Lanes lanes) {
    this.routes = routes;
    this.lanes = lanes;
  }

  /**
   * The label at a place; empty where none lies there.
   *
   * @param check throws where nothing will come
   */
  Optional<Taken> take(PartitionOffset place, Runnable check) {
    int partition = place.getPartition();
    long reached = reached(partition);
    long movedAt = System.nanoTime();
    while (true) {
      check.run();
      Optional<Taken> found = lookFor(place);
      if (found.isPresent() || isPassed(place)) {
        return found;
      }
      await();
      if (reached(partition) != reached) {
        reached = reached(partition);
        movedAt = System.nanoTime();
      } else if (System.nanoTime() - movedAt > STILL_NANOS) {
        throw new TimeoutException(
            "The label at offset %d of partition %d does not come: reading has stood at %d for 10 s; are broker and registry there?"
                .formatted(place.getOffset(), partition, reached));
      }
    }
  }

  /** It lies first in one of the lanes, behind what no journal has. */
  private Optional<Taken> lookFor(PartitionOffset place) {
    List<LaneQueue> queues = lanes.queues(place.getPartition());
    for (LaneQueue queue : queues) {
      boolean last =
          queues.stream().allMatch(other -> other == queue || isBehind(other, place.getOffset()));
      if (last) {
        queue.dropBefore(place.getOffset());
      }
      if (queue.firstOffset().orElse(-1) == place.getOffset()) {
        return Optional.of(queue.take().taken());
      }
    }
    return Optional.empty();
  }

  private boolean isPassed(PartitionOffset place) {
    return lanes.queues(place.getPartition()).stream()
        .allMatch(queue -> isBehind(queue, place.getOffset()));
  }

  /** Whether no label of an offset will come in a queue: it came past it, or can't come on. */
  private boolean isBehind(LaneQueue queue, long offset) {
    return !queue.holds(offset) && (queue.lane.reached(queue) > offset || !queue.hasRoom());
  }

  private long reached(int partition) {
    return lanes.queues(partition).stream().mapToLong(queue -> queue.lane.reached(queue)).sum();
  }

  private void await() {
    try {
      routes.wait(LOOK_MILLIS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
