package dev.medley.learner.feed;

import dev.medley.learner.settings.MemberId;
import dev.medley.schemas.PartitionOffset;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Where a task's labels lie that not all its members have committed, counted by whoever reads the
 * topic, whatever the members do. Exact for the newest {@value Stretches#MOST} of a partition;
 * older ones are counted in stretches. Thread-safe.
 */
public final class TaskLabels {
  /**
   * What a member has yet to commit.
   *
   * @param labels of its own
   * @param oldest when the oldest of them was written, by its timestamp; empty where there is none
   */
  public record Behind(long labels, Optional<Instant> oldest) {
    private Behind plus(long more, long written) {
      Instant one = Instant.ofEpochMilli(written);
      return more == 0
          ? this
          : new Behind(
              labels + more, Optional.of(oldest.filter(known -> known.isBefore(one)).orElse(one)));
    }
  }

  private final Map<Integer, Stretches> partitions = new TreeMap<>();
  private final Map<Integer, Long> completeFrom;
  private final Map<MemberId, Frontier> committed = new HashMap<>();
  private long arrived;

  /**
   * Of labels from now on.
   *
   * @param heads up to where partitions were read before
   */
  TaskLabels(Map<Integer, Long> heads) {
    this.completeFrom = new HashMap<>(heads);
  }

  /** A member may want any of them, until it has {@link #committed} what it needs no more. */
  synchronized void wantedBy(MemberId member) {
    committed.putIfAbsent(member, Frontier.BEGIN);
  }

  /** A partition is read from an offset on. */
  synchronized void begin(int partition, long from) {
    completeFrom.put(partition, from);
  }

  synchronized void add(ConsumerRecord<byte[], byte[]> record) {
    arrived++;
    partitions
        .computeIfAbsent(record.partition(), partition -> new Stretches())
        .add(record.offset(), record.timestamp());
  }

  /** How many were counted since it began. */
  public synchronized long arrived() {
    return arrived;
  }

  /** What lies behind a frontier. */
  public synchronized Behind behind(Frontier read) {
    Map<Integer, Long> next = Frontier.byPartition(read.next());
    Map<Integer, Long> live = live(read);
    long since = read.live().map(lane -> lane.getSince().toEpochMilli()).orElse(Long.MAX_VALUE);
    Behind[] behind = {new Behind(0, Optional.empty())};
    partitions.forEach(
        (partition, stretches) -> {
          long older = next.getOrDefault(partition, 0L);
          long newer = live.getOrDefault(partition, older);
          stretches.forEach(
              stretch -> {
                long from = stretch.oldest() >= since ? newer : older;
                behind[0] = behind[0].plus(stretch.countFrom(from), stretch.oldest());
              });
        });
    return behind[0];
  }

  private static Map<Integer, Long> live(Frontier read) {
    return read.live().map(lane -> Frontier.byPartition(lane.getNextOffsets())).orElse(Map.of());
  }

  /** A member has committed so much; what no member needs any more is forgotten. */
  public synchronized void committed(MemberId member, Frontier read) {
    committed.put(member, read);
    for (Integer partition : List.copyOf(completeFrom.keySet())) {
      long before =
          committed.values().stream()
              .mapToLong(frontier -> earliest(frontier, partition))
              .min()
              .orElse(0);
      Stretches stretches = partitions.get(partition);
      if (stretches != null) {
        stretches.forget(before);
      }
      // Whoever is opened before that is to read all, though it was committed.
      completeFrom.merge(partition, before, Math::max);
    }
  }

  private static long earliest(Frontier read, int partition) {
    return read.next().stream()
        .filter(place -> place.getPartition() == partition)
        .mapToLong(PartitionOffset::getOffset)
        .map(next -> Math.min(next, live(read).getOrDefault(partition, next)))
        .findFirst()
        .orElse(0);
  }

  /**
   * Where the first lies at an offset or behind, so that what is before it need not be read; the
   * offset itself where that is not known.
   *
   * @param head up to where the partition was read
   */
  synchronized long firstFrom(int partition, long offset, long head) {
    Long from = completeFrom.get(partition);
    if (from == null || offset < from || offset >= head) {
      return offset;
    }
    Stretches stretches = partitions.get(partition);
    return stretches == null ? head : Math.min(head, stretches.firstFrom(offset, head));
  }
}
